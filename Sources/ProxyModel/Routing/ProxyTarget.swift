/// A host that is served, and how: the unit that operators create, called *proxy* in the API.
///
/// Rarely used groups are boxed: a plain proxy costs about 150 bytes here.
package struct ProxyTarget: Sendable, Equatable {
    /// When plain HTTP is answered with a redirect to HTTPS.
    package enum HTTPSRedirect: String, Sendable, CaseIterable {
        /// When an active certificate covers the host.
        case auto
        case always
        case never
    }

    package var hostname: HostPattern
    /// The single-upstream short form; nil when `traffic.upstreams` is used or the proxy only answers from routes.
    package var target: UpstreamURL?
    /// Name of the certificate that is pinned; nil = whichever covers the host.
    package var certName: String?
    /// Name of the token that created it and owns it; nil = admin.
    package var owner: String?
    /// Milliseconds since 1970.
    package var createdAt: Int64
    /// Milliseconds since 1970.
    package var updatedAt: Int64
    package var enabled = true
    package var enableHTTP = true
    package var enableHTTPS = true
    package var preserveHostHeader = true
    /// A host whose certificate comes from the local CA.
    package var isInternal = false
    package var httpsRedirect = HTTPSRedirect.auto
    package var routeMode = RouteMode.all
    package var enabledRoutes: [String] = []
    package var disabledRoutes: [String] = []
    package var headers: Boxed<HeaderEdits>?
    package var traffic: Boxed<TrafficPolicy>?
    package var auth: Boxed<ProxyAuthConfig>?
    package var resource: Boxed<ProxyResourceConfig>?
    package var oauthServer: Boxed<ProxyOAuthServerConfig>?

    /// Makes a proxy with every default.
    package init(hostname: HostPattern, target: UpstreamURL?, createdAt: Int64) {
        self.hostname = hostname
        self.target = target
        self.createdAt = createdAt
        self.updatedAt = createdAt
    }
}
