import ProxyModel

/// Random changes and requests over so few names that they meet all the time.
struct RandomConfiguration {
    var random: SeededGenerator

    static let patterns = [
        "a.x", "b.x", "a.b.x", "*.x", "*.b.x", "*.a.b.x", "y", "*.y", "*", "xn--bcher-kva.x", "c.d.e.x", "*.e.x",
    ]
    static let hosts =
        patterns.filter { !$0.contains("*") } + ["q.a.b.x", "r.q.y", "x", "d.e.x", "zzz", "", "a.xx", ".x"]
    static let paths = [
        "/", "/api", "/api/", "/api/v1", "/api/v1/users", "/apix", "/a", "/ap", "/api/v2", "/api/v12/x", "/b/c/d", "/b",
        "/api/v1/", "/b/c",
    ]
    static let regexes = ["/api/v[0-9]+", ".*/users$", "/a", "/b/.*", "/api/v1/?$", "/(api|b)/"]
    static let methods = ["GET", "POST", "HEAD", "PROPFIND", "MKCOL", "get"]
    static let routeIDs = (0..<24).map { "r\($0)" }
    static let services = ["api", "auth", "s1", "s2", "s3"]

    mutating func change() throws -> Change {
        switch Int.random(in: 0..<24, using: &random) {
        case 0..<5: .put(.proxy(try proxy()))
        case 5..<7: .delete(RecordKey(.proxies, pick(Self.patterns)))
        case 7..<14: .put(.route(try route()))
        case 14..<17: .delete(RecordKey(.routes, pick(Self.routeIDs)))
        case 17..<19: .put(.service(try service()))
        case 19..<22: .put(.serviceEndpoints(try endpoints()))
        case 22: .delete(RecordKey(.serviceEndpoints, pick(Self.services)))
        default: .delete(RecordKey(.services, pick(Self.services)))
        }
    }

    mutating func request() -> (host: String, path: String, method: String, tls: Bool) {
        (pick(Self.hosts), pick(Self.paths), pick(Self.methods), Bool.random(using: &random))
    }

    private mutating func pick<T>(_ values: [T]) -> T { values[Int.random(in: 0..<values.count, using: &random)] }

    private mutating func some<T>(_ values: [T]) -> [T] {
        values.filter { _ in Int.random(in: 0..<3, using: &random) == 0 }
    }

    private mutating func oneIn(_ count: Int) -> Bool { Int.random(in: 0..<count, using: &random) == 0 }

    private mutating func proxy() throws -> ProxyTarget {
        let target = try UpstreamURL("http://up\(Int.random(in: 0..<3, using: &random)):81")
        var proxy = ProxyTarget(
            hostname: try HostPattern(pick(Self.patterns)), target: oneIn(8) ? nil : target, createdAt: 1)
        if oneIn(3) {
            proxy.target = nil
            proxy.trafficPolicy.service = pick(Self.services)
            if oneIn(3) { proxy.trafficPolicy.loadBalancing = .leastConnections }
        }
        proxy.owner = oneIn(3) ? "ops" : nil
        proxy.enabled = !oneIn(8)
        proxy.enableHTTP = !oneIn(8)
        proxy.enableHTTPS = !oneIn(8)
        proxy.routeMode = oneIn(2) ? .all : pick(RouteMode.allCases)
        proxy.enabledRoutes = some(Self.routeIDs)
        proxy.disabledRoutes = oneIn(2) ? [] : some(Self.routeIDs)
        return proxy
    }

    private mutating func route() throws -> Route {
        let match = pick(Route.PathMatch.allCases)
        var route = Route(
            id: pick(Self.routeIDs), pathPattern: pick(match == .regex ? Self.regexes : Self.paths),
            target: try target(),
            createdAt: Int64.random(in: 0..<3, using: &random))
        route.match = match
        route.owner = oneIn(3) ? "ops" : nil
        route.priority = pick([0, 50, 50, 50, 60, 999])
        route.methods = oneIn(2) ? nil : some(Self.methods)
        route.enabled = !oneIn(6)
        if oneIn(2) {
            route.scope = .proxy
            route.proxyHostnames = some(Self.patterns)
        }
        return route
    }

    private mutating func target() throws -> RouteTarget {
        switch Int.random(in: 0..<6, using: &random) {
        case 0: .port(UInt16.random(in: 1..<4, using: &random))
        case 1: .service(pick(Self.services))
        case 2: .hostname(pick(Self.patterns.filter { !$0.contains("*") }))
        case 3: .url(try UpstreamURL("http://up\(Int.random(in: 0..<3, using: &random)):81"))
        case 4: .redirect(location: "/", status: 302)
        default: .fixed(status: 200, contentType: "", body: "")
        }
    }

    private mutating func service() throws -> ExternalService {
        var service = ExternalService(
            name: pick(Self.services), target: try UpstreamURL("http://s\(Int.random(in: 0..<3, using: &random)):1"),
            createdAt: 1)
        service.routingEnabled = !oneIn(4)
        return service
    }

    private mutating func endpoints() throws -> ServiceEndpoints {
        var endpoints = ServiceEndpoints(
            service: pick(Self.services), node: "n",
            phase: oneIn(2) ? .ready : pick(ServiceEndpoints.Phase.allCases), updatedAt: 1)
        let addresses = try ["http://10.0.0.1:1", "http://10.0.0.2:1", "http://s1:1"].map { try UpstreamURL($0) }
        if endpoints.phase == .ready { endpoints.upstreams = some(addresses) }
        endpoints.owner = oneIn(2) ? "ops" : nil
        return endpoints
    }
}
