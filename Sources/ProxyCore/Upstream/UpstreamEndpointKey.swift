internal import ProxyModel

/// The whole identity of an upstream connection: only connections that agree in all of it may be reused for each other.
struct UpstreamEndpointKey: Hashable {
    let scheme: UpstreamURL.Scheme
    let host: String
    let port: UInt16
    let verifyTLS: Bool
    let caPEM: String?
    let serverName: String?

    init(_ url: UpstreamURL, group: UpstreamGroupKey) {
        self.scheme = url.scheme
        self.host = url.host
        self.port = url.port
        let isTLS = url.scheme == .https
        self.verifyTLS = isTLS ? group.verifyTLS : true
        self.caPEM = isTLS ? group.caPEM : nil
        self.serverName = isTLS ? group.serverName : nil
    }
}
