import ProxyModel

@testable import ProxyCore

/// A routing table that is filled and asked in short words.
struct RoutingFixture {
    let table: RoutingTable

    init(limits: RegexLimits = RegexLimits()) {
        table = RoutingTable(upstreams: UpstreamDirectory(), localServices: ["api", "auth"], regexLimits: limits)
    }

    func put(_ proxy: ProxyTarget) { table.apply(.put(.proxy(proxy))) }
    func put(_ route: Route) { table.apply(.put(.route(route))) }
    func put(_ service: ExternalService) { table.apply(.put(.service(service))) }
    func delete(_ kind: RecordKind, _ id: String) { table.apply(.delete(RecordKey(kind, id))) }

    /// The match of a request.
    func match(_ host: String, _ path: String = "/", method: String = "GET", tls: Bool = false) -> RouteMatch {
        let (hostBytes, pathBytes, token) = (Array(host.utf8), Array(path.utf8), Array(method.utf8))
        return table.match(
            host: hostBytes.span, path: pathBytes.span, method: HTTPMethod(name: method), methodToken: token.span,
            tls: tls)
    }

    /// Where a request goes, as text: `host-pattern route-id -> target`.
    func answer(_ host: String, _ path: String = "/", method: String = "GET", tls: Bool = false) -> String {
        Self.text(match(host, path, method: method, tls: tls))
    }

    static func text(_ match: RouteMatch) -> String {
        let target =
            switch match.outcome {
            case .upstream(let upstream): upstream.description
            case .localService(let index): "local \(index)"
            case .redirect(let answer): "redirect \(answer.status)"
            case .fixed(let answer): "fixed \(answer.status)"
            case .unavailable(let reason): "unavailable \(reason)"
            case .unknownHost: "unknown host"
            case .disabledHost: "disabled"
            case .protocolDisabled: "protocol disabled"
            }
        return "\(match.proxy?.pattern ?? "-") \(match.route?.id ?? "-") -> \(target)"
    }
}

/// A proxy for a host pattern; its upstream is called like the pattern, with `any` and `wild` for the stars.
func proxy(_ pattern: String, _ edit: (inout ProxyTarget) -> Void = { _ in }) throws -> ProxyTarget {
    let hostname = try HostPattern(pattern)
    let name =
        switch hostname {
        case .exact(let name): name.text
        case .wildcard(let suffix): "wild." + suffix.text
        case .any: "any"
        }
    var proxy = try ProxyTarget(hostname: hostname, target: UpstreamURL("http://\(name):81"), createdAt: 1)
    edit(&proxy)
    return proxy
}

/// A route whose target is a fixed answer, told from others by its id.
func route(
    _ id: String, _ pattern: String, _ match: Route.PathMatch = .prefix, priority: Int = 50, createdAt: Int64 = 1,
    _ edit: (inout Route) -> Void = { _ in }
) -> Route {
    var route = Route(
        id: id, pathPattern: pattern, target: .fixed(status: 204, contentType: "text/plain", body: ""),
        createdAt: createdAt)
    route.match = match
    route.priority = priority
    edit(&route)
    return route
}

/// A route for some hosts only.
func route(_ id: String, _ pattern: String, for hosts: String...) -> Route {
    route(id, pattern) {
        $0.scope = .proxy
        $0.proxyHostnames = hosts
    }
}
