import ProxyModel

/// The rules of routing in their plainest form: every record is looked at for every request.
struct LinearRouter {
    var proxies: [String: ProxyTarget] = [:]
    var routes: [String: Route] = [:]
    var services: [String: ExternalService] = [:]
    var endpoints: [String: ServiceEndpoints] = [:]

    mutating func apply(_ change: Change) {
        switch change {
        case .put(.proxy(let proxy), _): proxies[proxy.hostname.description] = proxy
        case .put(.route(let route), _): routes[route.id] = route
        case .put(.service(let service), _): services[service.name] = service
        case .put(.serviceEndpoints(let place), _): endpoints[place.service] = place
        case .put: break
        case .delete(let key):
            switch key.kind {
            case .proxies: proxies[key.id] = nil
            case .routes: routes[key.id] = nil
            case .services: services[key.id] = nil
            case .serviceEndpoints: endpoints[key.id] = nil
            default: break
            }
        }
    }

    /// The same text as `RoutingFixture.answer`.
    func answer(_ host: String, _ path: String, method: String, tls: Bool) -> String {
        let proxy = serving(host) ?? proxies["*"]
        let name = proxy?.hostname.description ?? "-"
        if let proxy {
            if !proxy.enabled { return "\(name) - -> disabled" }
            if tls ? !proxy.enableHTTPS : !proxy.enableHTTP { return "\(name) - -> protocol disabled" }
        }
        let candidates = routes.values.filter { applies($0, to: proxy, path: path, method: method) }
        if let best = candidates.min(by: Self.precedes) {
            return "\(name) \(best.id) -> \(target(best.target, owner: best.owner))"
        }
        guard let proxy else { return "- - -> unknown host" }
        return "\(name) - -> \(target(of: proxy))"
    }

    private func target(of proxy: ProxyTarget) -> String {
        if let service = proxy.traffic?.value.service { return place(of: service, for: proxy.owner) }
        return proxy.target?.description ?? "unavailable the proxy has no target of its own"
    }

    private func place(of service: String, for owner: String?) -> String {
        guard let found = endpoints[service], owner == nil || owner == found.owner else {
            return "the service \(service), which is not there"
        }
        guard found.phase == .ready, !found.upstreams.isEmpty else {
            let states: [ServiceEndpoints.Phase: String] = [.ready: "has no address", .failed: "has failed"]
            return "the service \(service), which \(states[found.phase] ?? "is \(found.phase.rawValue)")"
        }
        return found.upstreams.map(\.description).joined(separator: ", ") + " (the service \(service))"
    }

    private func serving(_ host: String) -> ProxyTarget? {
        if let exact = proxies[host] { return exact }
        return proxies.values
            .filter { $0.hostname != .any && $0.hostname.description.hasPrefix("*.") }
            .filter { host.hasSuffix($0.hostname.description.dropFirst()) }
            .max { $0.hostname.description.utf8.count < $1.hostname.description.utf8.count }
    }

    private func applies(_ route: Route, to proxy: ProxyTarget?, path: String, method: String) -> Bool {
        guard route.enabled, route.methods?.contains(method) ?? true, Self.matches(route, path) else { return false }
        guard let proxy else {
            guard route.scope == .global else { return false }
            switch route.target {
            case .redirect, .fixed: return true
            case .service(let name): return name == "api" || name == "auth"
            case .port, .hostname, .url: return false
            }
        }
        if route.scope == .proxy, !route.proxyHostnames.contains(proxy.hostname.description) { return false }
        switch proxy.routeMode {
        case .all: return !proxy.disabledRoutes.contains(route.id)
        case .selective: return proxy.enabledRoutes.contains(route.id)
        case .none: return false
        }
    }

    private static func matches(_ route: Route, _ path: String) -> Bool {
        let pattern = route.pathPattern
        switch route.match {
        case .exact: return path == pattern
        case .prefix:
            return path == pattern || path.hasPrefix(pattern.hasSuffix("/") ? pattern : pattern + "/")
        case .regex:
            guard let regex = try? Regex(pattern) else { return false }
            return (try? regex.prefixMatch(in: path)) != nil
        }
    }

    private static func precedes(_ first: Route, _ second: Route) -> Bool {
        if first.priority != second.priority { return first.priority > second.priority }
        let kinds: [Route.PathMatch] = [.exact, .prefix, .regex]
        if first.match != second.match {
            return kinds.firstIndex(of: first.match) ?? 0 < kinds.firstIndex(of: second.match) ?? 0
        }
        if first.match == .prefix, first.pathPattern.utf8.count != second.pathPattern.utf8.count {
            return first.pathPattern.utf8.count > second.pathPattern.utf8.count
        }
        if first.createdAt != second.createdAt { return first.createdAt < second.createdAt }
        return first.id < second.id
    }

    private func target(_ target: RouteTarget, owner: String?) -> String {
        switch target {
        case .port(let port): return "http://127.0.0.1:\(port)"
        case .url(let url): return url.description
        case .redirect(_, let status): return "redirect \(status)"
        case .fixed(let status, _, _): return "fixed \(status)"
        case .service("api"): return "local 0"
        case .service("auth"): return "local 1"
        case .service(let name):
            guard let service = services[name] else {
                return endpoints[name] == nil
                    ? "unavailable the service is not registered" : place(of: name, for: owner)
            }
            return service.routingEnabled
                ? service.target.description : "unavailable the service takes no traffic from routes"
        case .hostname(let name):
            guard let proxy = serving(name) else { return "unavailable no proxy serves that host" }
            guard proxy.enabled else { return "unavailable the proxy of that host is disabled" }
            return self.target(of: proxy)
        }
    }
}
