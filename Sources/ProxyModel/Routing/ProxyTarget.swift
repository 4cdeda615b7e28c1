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

    /// Host that is served: a name, *.suffix, or * for whatever no other proxy takes.
    package var hostname: HostPattern
    /// The single-upstream short form; nil when `traffic.upstreams` or `traffic.service` is used or only routes answer.
    package var target: UpstreamURL?
    /// Name of the certificate that is pinned; nil = whichever covers the host.
    package var certName: String?
    /// Name of the token that created it and owns it; nil = admin.
    package var owner: String?
    /// Milliseconds since 1970.
    package var createdAt: Int64
    /// Milliseconds since 1970.
    package var updatedAt: Int64
    /// Whether the host is served at all.
    package var enabled = true
    /// Whether plain HTTP is served.
    package var enableHTTP = true
    /// Whether HTTPS is served.
    package var enableHTTPS = true
    /// Whether the upstream sees the client's Host.
    package var preserveHostHeader = true
    /// A host whose certificate comes from the local CA.
    package var isInternal = false
    /// Redirect of plain HTTP to HTTPS; auto = when an active certificate covers the host.
    package var httpsRedirect = HTTPSRedirect.auto
    /// Which routes apply: all but `disabledRoutes`, selective, or none.
    package var routeMode = RouteMode.all
    /// Routes that apply in mode `selective`.
    package var enabledRoutes: [String] = []
    /// Routes that do not apply in mode `all`.
    package var disabledRoutes: [String] = []
    /// Fields that are set on messages; nil = none.
    package var headers: Boxed<HeaderEdits>?
    /// Upstreams, deadlines, bounds; nil = the defaults.
    package var traffic: Boxed<TrafficPolicy>?
    /// The guard; nil = there is none.
    package var auth: Boxed<ProxyAuthConfig>?
    /// The metadata of the protected resource; nil = it is none.
    package var resource: Boxed<ProxyResourceConfig>?
    /// Overrides of the authorization server's metadata; nil = none.
    package var oauthServer: Boxed<ProxyOAuthServerConfig>?
    /// Who may see and call which tools; nil = everybody who is let in.
    package var toolAccess: Boxed<ToolAccess>?
    /// Leave to obtain certificates at handshakes; nil = none are.
    package var onDemand: Boxed<OnDemandTLS>?

    /// Makes a proxy with every default.
    package init(hostname: HostPattern, target: UpstreamURL?, createdAt: Int64) {
        self.hostname = hostname
        self.target = target
        self.createdAt = createdAt
        self.updatedAt = createdAt
    }
}
