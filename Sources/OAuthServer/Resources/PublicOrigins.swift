package import ProxyModel

/// The origins under which clients reach the hosts of the configuration (RFC 6454 §4).
package struct PublicOrigins: Sendable, Equatable {
    private let httpsPort: Int
    private let httpPort: Int

    /// Makes the rule for ports as clients see them; 0 for HTTPS says that it is switched off.
    package init(httpsPort: Int, httpPort: Int) {
        self.httpsPort = httpsPort
        self.httpPort = httpPort
    }

    /// The origin of a host: always `https` where there is HTTPS, but for a host on loopback whose proxy has it switched
    /// off.
    ///
    /// Nothing of a request goes into it, so no header can move it.
    package func origin(_ host: String, proxy: ProxyTarget?) -> String {
        let isPlain = proxy.map { !$0.enableHTTPS && $0.enableHTTP && Self.isLoopback(host) } ?? false
        guard httpsPort > 0, !isPlain else { return "http://" + host + (httpPort == 80 ? "" : ":\(httpPort)") }
        return "https://" + host + (httpsPort == 443 ? "" : ":\(httpsPort)")
    }

    /// The host of an authority `host[:port]`, in lower case and without a trailing dot.
    package static func host(authority: String) -> String {
        var host = authority[...]
        if let colon = host.lastIndex(of: ":"), !host[colon...].contains("]") { host = host[..<colon] }
        if host.hasSuffix(".") { host.removeLast() }
        return host.lowercased()
    }

    /// Whether a name always means the machine itself (RFC 6761 §6.3).
    private static func isLoopback(_ host: String) -> Bool {
        host == "localhost" || host.hasSuffix(".localhost") || host == "127.0.0.1" || host == "[::1]"
    }
}
