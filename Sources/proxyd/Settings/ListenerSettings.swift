package import ProxyModel

/// Where connections are accepted, and whose word about the client's address is taken.
package struct ListenerSettings: Sendable {
    /// Empty = no such listener.
    package var httpPorts: [UInt16] = [8080]
    /// Empty = no such listener.
    package var httpsPorts: [UInt16] = [8443]
    /// 0 = no such listener.
    package var apiPort: UInt16 = 9000
    /// 0 = no such listener.
    package var proxyProtocolPort: UInt16 = 10001
    /// What clients see where a load balancer or a port mapping stands in front; nil = the first port listened on.
    package var publicHTTPPort: UInt16?
    /// Port for HTTPS as clients see it: for redirects, and part of the issuer when it is not 443.
    package var publicHTTPSPort: UInt16?
    /// Address of the HTTP, HTTPS and PROXY protocol listeners; * is all interfaces, IPv6 and IPv4.
    package var bindAddress = BindAddress.everywhere
    /// Address of the management listener.
    package var apiBindAddress = BindAddress.literal("127.0.0.1")
    /// Sources that may send a PROXY header.
    package var proxyProtocolTrusted = ["127.0.0.0/8", "::1"].compactMap { AddressBlock($0) }
    /// Other listeners on which every connection begins with a PROXY header.
    package var proxyProtocolListeners: [ListenerName] = []
    /// Peers whose `X-Forwarded-For`, `X-Request-ID` and so on are believed.
    package var trustedProxies: [AddressBlock] = []
    /// Adds RFC 7239 `Forwarded` towards upstreams.
    package var sendsForwardedHeader = false
    /// Connections that the kernel holds until they are accepted.
    package var backlog = 4096
}
