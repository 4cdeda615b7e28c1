import ProxyModel
import Testing

@testable import ProxyCore

struct `Route explanations` {
    private func fixture() throws -> RoutingFixture {
        let fixture = RoutingFixture()
        fixture.put(
            try proxy("h") {
                $0.disabledRoutes = ["excluded"]
                $0.auth = Boxed(ProxyAuthConfig(authProxy: "auth.example.com"))
            })
        fixture.put(route("winner", "/api", priority: 60))
        return fixture
    }

    private func reasons(_ explanation: RouteExplanation) -> [String: String] {
        Dictionary(uniqueKeysWithValues: explanation.rejected.map { ($0.routeID, $0.reason) })
    }

    @Test func `names the host, the route, the target and the guard`() throws {
        let explanation = try fixture().table.explain(method: "GET", host: "h", path: "/api/x", tls: false)
        #expect(explanation.hostPattern == "h")
        #expect(explanation.routeID == "winner")
        #expect(explanation.target == "a fixed answer with status 204")
        #expect(explanation.guardState == "forward by auth.example.com")
        #expect(explanation.rejected.isEmpty)
    }

    @Test(arguments: [
        (route("r", "/api") { $0.enabled = false }, "disabled"),
        (route("excluded", "/api"), "the route is in disabled_routes"),
        (route("r", "/api") { $0.methods = ["POST", "PUT"] }, "the method GET is not among POST, PUT"),
        (route("r", "/apix"), "the path does not match"),
        (route("r", "/a(b", .regex), "the regular expression cannot be compiled"),
        (route("r", "/b.*", .regex), "the path does not match"),
        (route("r", "/api"), "lower priority (50 < 60)"),
        (route("r", "/.*", .regex, priority: 60), "same priority, but prefix goes before regex"),
        (route("r", "/", priority: 60), "same priority, but a shorter prefix"),
        (route("r", "/api", priority: 60, createdAt: 2), "equal, but newer"),
        (route("z", "/api", priority: 60), "equal, but its id comes later"),
    ])
    func `says why a route is not taken`(loser: Route, reason: String) throws {
        let fixture = try fixture()
        fixture.put(loser)
        let explanation = fixture.table.explain(method: "GET", host: "h", path: "/api/x", tls: false)
        #expect(explanation.routeID == "winner")
        #expect(reasons(explanation) == [loser.id: reason])
    }

    @Test func `tells which candidates the mode of the proxy leaves out`() throws {
        let fixture = try fixture()
        fixture.put(try proxy("h") { $0.routeMode = .none })
        var explanation = fixture.table.explain(method: "GET", host: "h", path: "/api", tls: false)
        #expect(reasons(explanation) == ["winner": "route_mode is none"])
        #expect(explanation.target == "http://h:81" && explanation.guardState == "none")
        fixture.put(try proxy("h") { $0.routeMode = .selective })
        explanation = fixture.table.explain(method: "GET", host: "h", path: "/api", tls: false)
        #expect(reasons(explanation) == ["winner": "route_mode is selective, and the route is not in enabled_routes"])
    }

    @Test func `leaves out routes for other hosts and sorts the others by rank`() throws {
        let fixture = try fixture()
        fixture.put(route("elsewhere", "/api", for: "other"))
        fixture.put(route("low", "/api", priority: 1))
        fixture.put(route("here", "/api", for: "h"))
        let explanation = fixture.table.explain(method: "GET", host: "h", path: "/api", tls: false)
        #expect(explanation.rejected.map(\.routeID) == ["here", "low"])
    }

    @Test func `a path that the guard lets pass is shown as such`() throws {
        let fixture = RoutingFixture()
        try fixture.put(
            proxy("h") {
                var auth = ProxyAuthConfig(authProxy: "auth.example.com")
                auth.excludedPaths = ["/health"]
                $0.auth = Boxed(auth)
            })
        func guardState(_ path: String) -> String {
            fixture.table.explain(method: "GET", host: "h", path: path, tls: false).guardState
        }
        #expect(guardState("/health").hasPrefix("passed by: the path is excluded"))
        #expect(guardState("/.well-known/oauth-protected-resource/mcp").hasPrefix("answered by the authorization"))
        #expect(guardState("/.well-known/acme-challenge/x").hasPrefix("passed by: a certificate challenge"))
        #expect(guardState("/healthz") == "forward by auth.example.com")
    }

    @Test func `a route that loosens the guard is shown as such`() throws {
        let fixture = try fixture()
        fixture.put(route("open", "/api", priority: 70) { $0.isUnguarded = true })
        let explanation = fixture.table.explain(method: "GET", host: "h", path: "/api", tls: false)
        #expect(
            explanation.guardState
                == "passed by: the route says auth: none (the host's guard: forward by auth.example.com)")
    }

    @Test(arguments: ["/api/%2e%2e%2fprivate", "/api/;v=1", "/api/a//b", "/api/..%5Cx", "/api/é"])
    func `a path too ambiguous for a route without a guard is shown as guarded`(path: String) throws {
        let fixture = try fixture()
        fixture.put(route("open", "/api", priority: 70) { $0.isUnguarded = true })
        let explanation = fixture.table.explain(method: "GET", host: "h", path: path, tls: false)
        #expect(explanation.routeID == "open")
        #expect(
            explanation.guardState
                == "forward by auth.example.com: the route's auth: none does not hold for a path that backends may read as another one"
        )
    }

    @Test func `tells about hosts that are unknown, disabled or without the protocol`() throws {
        let fixture = try fixture()
        fixture.put(route("proxied", "/") { $0.target = .port(1) })
        var explanation = fixture.table.explain(method: "GET", host: "nobody", path: "/", tls: false)
        #expect(explanation.target == "nowhere: no proxy serves the host" && explanation.hostPattern == nil)
        #expect(reasons(explanation)["proxied"] == "no proxy serves the host, and the route's target needs one")
        fixture.put(try proxy("h") { $0.enabled = false })
        explanation = fixture.table.explain(method: "GET", host: "h", path: "/api", tls: false)
        #expect(explanation.target == "nowhere: the proxy is disabled")
        #expect(reasons(explanation)["winner"] == "the proxy is disabled")
        fixture.put(try proxy("h") { $0.enableHTTPS = false })
        explanation = fixture.table.explain(method: "GET", host: "h", path: "/api", tls: true)
        #expect(explanation.target == "nowhere: the proxy does not serve this protocol")
    }

    @Test func `names the proxy whose target is used`() throws {
        let fixture = try fixture()
        fixture.put(try proxy("other"))
        fixture.put(route("r", "/", priority: 70) { $0.target = .hostname("other") })
        let explanation = fixture.table.explain(method: "GET", host: "h", path: "/", tls: false)
        #expect(explanation.target == "http://other:81 (the target of other)")
    }

    @Test func `sees the path as a request's path is seen`() throws {
        let table = try fixture().table
        for path in ["/x/../api", "/%61pi?a=/b", "/./api"] {
            #expect(table.explain(method: "GET", host: "h", path: path, tls: false).routeID == "winner", "\(path)")
        }
        let refused = table.explain(method: "GET", host: "h", path: "/../api", tls: false)
        #expect(refused.target == "nowhere: a request with this path is refused")
    }

    @Test func `an expression that ran into its limits is named`() throws {
        let fixture = try fixture()
        fixture.put(route("hostile", "/(a+)+$", .regex, priority: 70))
        let path = "/" + String(repeating: "a", count: 60) + "!"
        let explanation = fixture.table.explain(method: "GET", host: "h", path: path, tls: false)
        #expect(explanation.routeID == "hostile")
        #expect(explanation.target == "nowhere: a regular expression ran into its limits")
    }
}
