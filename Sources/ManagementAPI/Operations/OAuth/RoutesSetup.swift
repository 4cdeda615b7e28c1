internal import ProxyModel

/// What makes a host the authorization server: a proxy, and routes to the process's own service `oauth`.
struct RoutesSetup {
    static let service = "oauth"

    /// What the server answers; with a proxy that has an upstream of its own, only these paths go to it.
    static let paths = [
        "/authorize", "/consent", "/signin", "/signout", "/callback", "/proxy-signin", "/token", "/register", "/revoke",
        "/introspect", "/verify", "/jwks", "/device_authorization", "/device", "/account", "/success", "/error",
        "/.well-known/oauth-authorization-server", "/.well-known/openid-configuration",
        "/.well-known/oauth-protected-resource",
    ]
    static let priority = 95

    private(set) var created: [String] = []
    private(set) var skipped: [String] = []
    private(set) var isProxyCreated = false

    /// Adds what is missing to a draft; `replaces` also writes what is there anew.
    init(_ host: Hostname, replaces: Bool, in draft: inout ConfigurationDraft, now: Int64) {
        let existing = draft.snapshot.proxies[host.text]?.value
        if existing == nil {
            draft.put(.proxy(ProxyTarget(hostname: .exact(host), target: nil, createdAt: now)))
            isProxyCreated = true
        }
        let hasUpstream = existing?.hasOwnTarget ?? false
        for path in hasUpstream ? Self.paths : ["/"] {
            let id = Self.identifier(host.text, path)
            if draft.snapshot.routes[id] != nil, !replaces {
                skipped.append(id)
                continue
            }
            var route = Route(id: id, pathPattern: path, target: .service(Self.service), createdAt: now)
            route.priority = Self.priority
            route.scope = .proxy
            route.proxyHostnames = [host.text]
            route.summary = "Authorization server"
            draft.put(.route(route))
            created.append(id)
        }
    }

    /// The routes that lead a host to the authorization server.
    static func routes(of host: String, in snapshot: ConfigurationSnapshot) -> [String] {
        snapshot.routes.values.map(\.value)
            .filter { $0.enabled && $0.target == .service(service) && $0.proxyHostnames.contains(host) }
            .map(\.id).sorted()
    }

    private static func identifier(_ host: String, _ path: String) -> String {
        let slug = (host + path).map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" }
        var text = "oauth-" + String(slug)
        while text.hasSuffix("-") { text.removeLast() }
        return text
    }
}
