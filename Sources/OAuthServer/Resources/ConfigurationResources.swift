package import ProxyModel
internal import Synchronization

/// The guarded hosts of the configuration in force, and the issuers that they trust.
///
/// A host is looked up in the configuration itself; what needs all of them is indexed once per revision.
package final class ConfigurationResources: ResourceDirectory {
    private struct Index {
        var revision: Revision
        /// Host of an authorization server → its origin.
        var issuers: [String: String] = [:]
        /// Issuer → resources, by host name.
        var resources: [String: [ProtectedResource]] = [:]
    }

    private let snapshot: @Sendable () -> ConfigurationSnapshot?
    private let origins: PublicOrigins
    private let index = Mutex<Index?>(nil)

    /// Makes the directory over the configuration in force.
    package init(origins: PublicOrigins, snapshot: @escaping @Sendable () -> ConfigurationSnapshot?) {
        self.origins = origins
        self.snapshot = snapshot
    }

    /// A whole host as resource takes every path below it: its metadata describes each path as a resource of its own.
    package func resource(_ uri: String, issuer: String) -> ProtectedResource? {
        guard let wanted = ResourceURI(uri), let resource = resource(host: wanted.host), resource.issuer == issuer,
            let own = ResourceURI(resource.uri), own.origin == wanted.origin,
            own.path == wanted.path || resource.endpoint.isEmpty
        else { return nil }
        return resource
    }

    package func resource(host: String) -> ProtectedResource? {
        guard let snapshot = snapshot() else { return nil }
        let host = PublicOrigins.host(authority: host)
        return Self.proxy(of: host, in: snapshot).flatMap { resource(of: $0, host: host, in: snapshot) }
    }

    package func resources(issuer: String) -> [ProtectedResource] { current()?.resources[issuer] ?? [] }

    package func isIssuer(_ authority: String) -> Bool { self.issuer(authority: authority) != nil }

    package func issuer(authority: String) -> String? { current()?.issuers[PublicOrigins.host(authority: authority)] }

    private func current() -> Index? {
        guard let snapshot = snapshot() else { return nil }
        return index.withLock { index in
            if let index, index.revision == snapshot.revision { return index }
            let built = build(snapshot)
            index = built
            return built
        }
    }

    private func build(_ snapshot: ConfigurationSnapshot) -> Index {
        var index = Index(revision: snapshot.revision)
        for stored in snapshot.proxies.values {
            let proxy = stored.value
            guard let server = proxy.auth?.value.authProxy, !server.isEmpty else { continue }
            index.issuers[server.lowercased()] = issuer(server, in: snapshot)
            guard let resource = resource(of: proxy, host: proxy.hostname.description, in: snapshot) else { continue }
            index.resources[resource.issuer, default: []].append(resource)
        }
        // A host with routes to the authorization server is one before the first proxy is guarded by it.
        for stored in snapshot.routes.values where stored.value.enabled && Self.isServer(stored.value.target) {
            for host in stored.value.proxyHostnames where index.issuers[host.lowercased()] == nil {
                index.issuers[host.lowercased()] = issuer(host, in: snapshot)
            }
        }
        for issuer in index.resources.keys {
            index.resources[issuer]?.sort { ($0.isPattern ? 1 : 0, $0.hostname) < ($1.isPattern ? 1 : 0, $1.hostname) }
        }
        return index
    }

    private func issuer(_ host: String, in snapshot: ConfigurationSnapshot) -> String {
        let host = host.lowercased()
        return origins.origin(host, proxy: Self.proxy(of: host, in: snapshot))
    }

    private func resource(
        of proxy: ProxyTarget, host: String, in snapshot: ConfigurationSnapshot
    ) -> ProtectedResource? {
        guard proxy.enabled, let auth = proxy.auth?.value, auth.enabled, !auth.authProxy.isEmpty else { return nil }
        let metadata = proxy.resource?.value
        let endpoint = ResourceURI.trimmed(metadata?.endpoint ?? "")
        let pattern = if case .exact = proxy.hostname { String?.none } else { proxy.hostname.description }
        return ProtectedResource(
            hostname: host, uri: origins.origin(host, proxy: proxy) + endpoint, endpoint: endpoint,
            issuer: issuer(auth.authProxy, in: snapshot), scopes: Self.scopes(auth, metadata), auth: auth,
            metadata: metadata, serverMetadata: proxy.oauthServer?.value, pattern: pattern,
            owner: proxy.owner)
    }

    /// What clients may ask for: what is announced, and what the guard wants to see.
    private static func scopes(_ auth: ProxyAuthConfig, _ metadata: ProxyResourceConfig?) -> [String] {
        let announced = metadata?.scopes ?? []
        return announced + (auth.allowedScopes ?? []).filter { $0 != "*" && !announced.contains($0) }
    }

    private static func isServer(_ target: RouteTarget) -> Bool {
        target == .service("oauth") || target == .service("auth")
    }

    /// The proxy that a host belongs to: exact, then the longest wildcard, then the default.
    private static func proxy(of host: String, in snapshot: ConfigurationSnapshot) -> ProxyTarget? {
        if let exact = snapshot.proxies[host] { return exact.value }
        var rest = host[...]
        while let dot = rest.firstIndex(of: ".") {
            rest = rest[rest.index(after: dot)...]
            if let wildcard = snapshot.proxies["*." + rest] { return wildcard.value }
        }
        return snapshot.proxies["*"]?.value
    }
}
