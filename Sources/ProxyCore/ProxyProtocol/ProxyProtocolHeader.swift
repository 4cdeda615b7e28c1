/// What a PROXY protocol header says of the connection behind it.
package struct ProxyProtocolHeader: Equatable, Sendable {
    /// The address of the client.
    package var source: ProxyEndpoint
    /// The address that the client connected to.
    package var destination: ProxyEndpoint
    /// Whether the endpoints of the socket itself count: v2 `LOCAL`, v1 `UNKNOWN`, v2 `UNSPEC` and Unix sockets.
    package var isLocal: Bool

    /// Makes a header from its parts.
    package init(source: ProxyEndpoint, destination: ProxyEndpoint, isLocal: Bool) {
        self.source = source
        self.destination = destination
        self.isLocal = isLocal
    }

    /// The header that leaves the endpoints of the socket as they are.
    package static var local: ProxyProtocolHeader {
        ProxyProtocolHeader(source: .unspecified, destination: .unspecified, isLocal: true)
    }
}
