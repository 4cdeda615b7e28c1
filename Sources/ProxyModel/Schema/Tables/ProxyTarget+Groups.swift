extension ProxyTarget {
    /// The custom headers; a group without any is not kept.
    package var headerEdits: HeaderEdits {
        get { headers?.value ?? HeaderEdits() }
        set { headers = newValue == HeaderEdits() ? nil : Boxed(newValue) }
    }

    /// The rules about addresses, sizes, times and upstreams; a group of defaults is not kept.
    package var trafficPolicy: TrafficPolicy {
        get { traffic?.value ?? TrafficPolicy() }
        set { traffic = newValue == TrafficPolicy() ? nil : Boxed(newValue) }
    }

    /// Whether requests that no route takes have somewhere to go.
    package var hasOwnTarget: Bool {
        target != nil || traffic.map { !$0.value.upstreams.isEmpty || $0.value.service != nil } ?? false
    }

    /// The guard's settings, which stay while it is switched off; a group of defaults is not kept.
    package var guardConfig: ProxyAuthConfig {
        get { auth?.value ?? Self.noGuard }
        set { auth = newValue == Self.noGuard ? nil : Boxed(newValue) }
    }

    /// The protected-resource metadata; setting any of it makes the proxy a protected resource.
    package var resourceConfig: ProxyResourceConfig {
        get { resource?.value ?? ProxyResourceConfig() }
        set { resource = Boxed(newValue) }
    }

    /// The overrides of the authorization server's metadata; a group of defaults is not kept.
    package var oauthServerConfig: ProxyOAuthServerConfig {
        get { oauthServer?.value ?? ProxyOAuthServerConfig() }
        set { oauthServer = newValue == ProxyOAuthServerConfig() ? nil : Boxed(newValue) }
    }

    /// The rules about tools; nil = none, so that all tools are open.
    package var toolRules: [ToolRule]? {
        get { toolAccess?.value.rules }
        set { toolAccess = newValue.map { Boxed(ToolAccess(rules: $0)) } }
    }

    /// What a proxy without any guard has.
    static let noGuard: ProxyAuthConfig = {
        var config = ProxyAuthConfig(authProxy: "")
        config.enabled = false
        return config
    }()
}
