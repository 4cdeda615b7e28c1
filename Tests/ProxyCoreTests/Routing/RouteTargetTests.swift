import ProxyModel
import Testing

@testable import ProxyCore

struct `Route targets` {
    private func answer(_ target: RouteTarget, _ prepare: (RoutingFixture) throws -> Void = { _ in }) throws -> String {
        let fixture = RoutingFixture()
        fixture.put(try proxy("h"))
        try prepare(fixture)
        fixture.put(route("r", "/") { $0.target = target })
        return fixture.answer("h")
    }

    @Test func `every kind of target`() throws {
        #expect(try answer(.port(3000)) == "h r -> http://127.0.0.1:3000")
        #expect(try answer(.url(UpstreamURL("https://up.example/base/"))) == "h r -> https://up.example/base/")
        #expect(try answer(.service("auth")) == "h r -> local 1")
        #expect(try answer(.redirect(location: "/x", status: 308)) == "h r -> redirect 308")
        #expect(try answer(.fixed(status: 418, contentType: "", body: "")) == "h r -> fixed 418")
        #expect(try answer(.hostname("other")) { $0.put(try proxy("other")) } == "h r -> http://other:81")
        #expect(try answer(.hostname("x.y")) { $0.put(try proxy("*.y")) } == "h r -> http://wild.y:81")
    }

    @Test func `a host that no proxy names is not served by the default`() throws {
        #expect(
            try answer(.hostname("other")) { $0.put(try proxy("*")) } == "h r -> unavailable no proxy serves that host")
        #expect(try answer(.hostname("*")) { $0.put(try proxy("*")) } == "h r -> http://any:81")
    }

    @Test func `a route by host follows the proxy as it comes, changes and goes`() throws {
        let fixture = RoutingFixture()
        fixture.put(try proxy("h"))
        fixture.put(route("r", "/") { $0.target = .hostname("other") })
        #expect(fixture.answer("h") == "h r -> unavailable no proxy serves that host")
        fixture.put(try proxy("other"))
        #expect(fixture.answer("h") == "h r -> http://other:81")
        fixture.put(try proxy("other") { $0.enabled = false })
        #expect(fixture.answer("h") == "h r -> unavailable the proxy of that host is disabled")
        fixture.put(try proxy("other") { $0.target = nil })
        #expect(fixture.answer("h") == "h r -> unavailable the proxy has no target of its own")
        fixture.delete(.proxies, "other")
        #expect(fixture.answer("h") == "h r -> unavailable no proxy serves that host")
    }

    @Test func `a route by service follows the service as it comes, changes and goes`() throws {
        let fixture = RoutingFixture()
        fixture.put(try proxy("h"))
        fixture.put(route("r", "/") { $0.target = .service("search") })
        #expect(fixture.answer("h") == "h r -> unavailable the service is not registered")
        var service = try ExternalService(name: "search", target: UpstreamURL("http://s1:1"), createdAt: 1)
        fixture.put(service)
        #expect(fixture.answer("h") == "h r -> http://s1:1")
        service.target = try UpstreamURL("http://s2:2")
        fixture.put(service)
        #expect(fixture.answer("h") == "h r -> http://s2:2")
        service.routingEnabled = false
        fixture.put(service)
        #expect(fixture.answer("h") == "h r -> unavailable the service takes no traffic from routes")
        fixture.delete(.services, "search")
        #expect(fixture.answer("h") == "h r -> unavailable the service is not registered")
    }

    @Test func `a route that names another service no longer follows the first`() throws {
        let fixture = RoutingFixture()
        fixture.put(try proxy("h"))
        fixture.put(try ExternalService(name: "one", target: UpstreamURL("http://one:1"), createdAt: 1))
        fixture.put(try ExternalService(name: "two", target: UpstreamURL("http://two:2"), createdAt: 1))
        fixture.put(route("r", "/") { $0.target = .service("one") })
        fixture.put(route("r", "/") { $0.target = .service("two") })
        fixture.delete(.services, "one")
        #expect(fixture.answer("h") == "h r -> http://two:2")
        fixture.delete(.services, "two")
        #expect(fixture.answer("h") == "h r -> unavailable the service is not registered")
    }

    @Test func `for an unknown host only what the process answers by itself applies`() throws {
        let fixture = RoutingFixture()
        fixture.put(route("proxied", "/", priority: 99) { $0.target = .port(1) })
        fixture.put(route("challenge", "/.well-known/acme-challenge/") { $0.target = .service("api") })
        #expect(fixture.answer("nobody", "/.well-known/acme-challenge/x") == "- challenge -> local 0")
        #expect(fixture.answer("nobody", "/") == "- - -> unknown host")
    }

    @Test func `a proxy without target and route has nowhere to go`() throws {
        let fixture = RoutingFixture()
        fixture.put(try proxy("h") { $0.target = nil })
        #expect(fixture.answer("h") == "h - -> unavailable the proxy has no target of its own")
    }

    @Test func `several upstreams take the place of the single one`() throws {
        let fixture = RoutingFixture()
        var traffic = TrafficPolicy()
        traffic.upstreams = [
            .init(url: try UpstreamURL("http://u1:1"), weight: 2),
            .init(url: try UpstreamURL("http://u2:2"), weight: 0),
        ]
        traffic.loadBalancing = .leastConnections
        traffic.upstreamTLS = .init()
        traffic.upstreamTLS?.verify = false
        fixture.put(try proxy("h") { $0.traffic = Boxed(traffic) })
        #expect(fixture.answer("h") == "h - -> http://u1:1 (weight 2), http://u2:2 (weight 0)")
        let key = try #require(fixture.match("h").proxy?.upstream?.group.key)
        #expect(key.loadBalancing == .leastConnections && !key.verifyTLS)
    }

    @Test func `the guard of the host covers every route that does not loosen it`() throws {
        let fixture = RoutingFixture()
        fixture.put(try proxy("h") { $0.auth = Boxed(ProxyAuthConfig(authProxy: "auth.h")) })
        fixture.put(route("guarded", "/a"))
        fixture.put(route("loosened", "/b") { $0.isUnguarded = true })
        let guards = ["/", "/a", "/b"].map {
            fixture.table.explain(method: "GET", host: "h", path: $0, tls: false).guardState
        }
        #expect(guards[0] == "forward by auth.h" && guards[1] == guards[0])
        #expect(guards[2] == "passed by: the route says auth: none (the host's guard: forward by auth.h)")
    }
}
