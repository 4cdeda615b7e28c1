import ProxyModel
import Reactor
import Synchronization
import Testing

@testable import ProxyCore

/// What passes a guard without a token, and what only looks as if it did.
@Suite struct GuardPathTests {
    @Test(arguments: [
        "/.well-known/oauth-protected-resource", "/.well-known/oauth-protected-resource/mcp",
        "/.well-known/oauth-authorization-server", "/.well-known/oauth-authorization-server/mcp?x=1",
        "/.well-known/openid-configuration", "/.proxyd/session?code=1",
    ])
    func `metadata and the return from sign-in are our own`(_ path: String) async throws {
        let fixture = try GuardFixture()
        let client = try fixture.fixture.client(GuardFixture.request("GET", path))
        let response = try await fixture.fixture.localResponse(client)
        #expect(response["X-Service"] == "oauth")
        #expect(fixture.service.requests.withLock { $0.first?.target } == path)
        #expect(fixture.fixture.backendCount == 0)
    }

    private static let aliases = ["/authorize", "/token", "/register", "/revoke", "/token/", "/authorize/?a=b"]

    @Test(arguments: aliases, ["GET", "POST", "OPTIONS"])
    func `old clients find the authorization server on the host of the MCP server`(
        path: String, method: String
    ) async throws {
        let fixture = try GuardFixture()
        let route = Route(id: "all", pathPattern: "/", target: .url(try fixture.fixture.upstreamURL), createdAt: 1)
        for isRouted in [false, true] {
            if isRouted { fixture.fixture.worker.routing.apply(.put(.route(route))) }
            let client = try fixture.fixture.client(
                GuardFixture.request(
                    method, path, token: nil, "Origin: https://claude.ai", "Access-Control-Request-Method: POST",
                    "Content-Length: 0"))
            #expect(try await fixture.fixture.localResponse(client)["X-Service"] == "oauth")
            #expect(fixture.service.requests.withLock { $0.last?.target } == path)
        }
        #expect(fixture.fixture.backendCount == 0)
    }

    @Test(arguments: [
        "/tokens", "/token/x", "/token//", "/Token", "/authorize/continue", "/register/c", "/revoked", "/introspect",
        "/mcp/token", "/tok", "/jwks",
    ])
    func `other paths are no aliases`(path: String) throws {
        #expect(try GuardFixture().refused(GuardFixture.request("GET", path)).status == 401)
    }

    @Test func `a backend keeps the paths that the configuration gives it`() throws {
        let excluding = try GuardFixture { $0.excludedPaths = ["/token"] }
        #expect(try excluding.forwarded(GuardFixture.request("GET", "/token")).startLine.contains("/token"))
        let routed = try GuardFixture()
        let target = RouteTarget.url(try routed.fixture.upstreamURL)
        routed.fixture.worker.routing.apply(
            .put(.route(Route(id: "own", pathPattern: "/token", target: target, createdAt: 1))))
        #expect(try routed.refused(GuardFixture.request("GET", "/token")).status == 401)
        var open = Route(id: "open", pathPattern: "/", target: target, createdAt: 1)
        open.isUnguarded = true
        routed.fixture.worker.routing.apply(.put(.route(open)))
        #expect(try routed.forwarded(GuardFixture.request("GET", "/register")).startLine.contains("/register"))
        let endpoint = try GuardFixture(proxy: {
            var resource = ProxyResourceConfig()
            resource.endpoint = "/token"
            $0.resource = Boxed(resource)
        })
        #expect(try endpoint.refused(GuardFixture.request("POST", "/token", token: nil)).status == 401)
    }

    @Test func `hosts that are no MCP servers, and those that let all pass, have no aliases`() throws {
        #expect(try GuardFixture(isResource: false).refused(GuardFixture.request("GET", "/token")).status == 401)
        let open = try GuardFixture { $0.mode = .passthrough }
        #expect(try open.forwarded(GuardFixture.request("GET", "/token")).startLine.contains("/token"))
    }

    @Test func `our own services learn by which scheme the client came to a hop that is trusted`() async throws {
        for (trusted, value, scheme) in [
            ([IPNetwork("127.0.0.0/8")], "https", "https"), ([IPNetwork("127.0.0.0/8")], "http", "http"),
            ([IPNetwork("10.0.0.0/8")], "https", "http"), ([], "https", "http"),
        ] as [([IPNetwork?], String, String)] {
            let fixture = try GuardFixture(settings: { $0.trustedProxies = trusted.compactMap { $0 } })
            let client = try fixture.fixture.client(
                GuardFixture.request("GET", "/.proxyd/session", token: nil, "X-Forwarded-Proto: \(value)"))
            _ = try await fixture.fixture.localResponse(client)
            let request = try #require(fixture.service.requests.withLock { $0.first })
            #expect(request.scheme == scheme)
            #expect(!request.isTLS)
        }
    }

    @Test(arguments: [
        "/.well-known/oauth-protected-resources", "/.well-known/other", "/.proxyd", "/.proxydx/a", "/.well-known/",
        "/x/.well-known/oauth-protected-resource", "/.well-known/acme-challenge/", "/.well-known/acme-challenge/a/b",
        "/.well-known/acme-challenge/..%2fmcp", "/.well-known/acme-challenge/a;b", "/.WELL-KNOWN/acme-challenge/a",
    ])
    func `paths that only look like those are guarded`(_ path: String) throws {
        #expect(try GuardFixture().refused(GuardFixture.request("GET", path)).status == 401)
    }

    @Test func `a certificate challenge reaches the upstream`() throws {
        let request = try GuardFixture().forwarded(GuardFixture.request("GET", "/.well-known/acme-challenge/a-_9"))
        #expect(request.startLine.contains("/.well-known/acme-challenge/a-_9"))
    }

    @Test(arguments: ["/health", "/health/deep/er", "/static/a.css", "/api-x", "/api-"])
    func `configured paths pass`(_ path: String) throws {
        let fixture = try GuardFixture { $0.excludedPaths = ["/health", "/static/", "/api-*"] }
        #expect(try fixture.forwarded(GuardFixture.request("GET", path)).startLine.contains(path))
    }

    @Test(arguments: [
        "/healthz", "/static", "/api", "/Health", "/health/..;/mcp", "/health/%2e%2e%2fmcp", "/health//mcp",
        "/health/%2Fmcp", "/static/%5c..%5cmcp", "/static/../mcp", "/health/%2e%2e/mcp", "/", "/mcp?x=/health",
        "/health;/../mcp", "/static/;a", "/api-%2f",
    ])
    func `no other spelling passes with them`(_ path: String) throws {
        let fixture = try GuardFixture { $0.excludedPaths = ["/health", "/static/", "/api-*"] }
        #expect([401, 400].contains(try fixture.refused(GuardFixture.request("GET", path)).status))
    }

    @Test func `a preflight passes and carries no identity`() throws {
        let fixture = try GuardFixture(isResource: false)
        let request = try fixture.forwarded(
            GuardFixture.request(
                "OPTIONS", "/other", token: nil, "Origin: https://claude.ai", "Access-Control-Request-Method: POST",
                "X-Auth-User-Id: forged"))
        #expect(request["X-Auth-User-Id"] == nil)
    }

    @Test func `an OPTIONS that is no preflight is guarded`() throws {
        let fixture = try GuardFixture()
        for field in ["X-Nothing: 1", "Origin: https://claude.ai", "Access-Control-Request-Method: POST"] {
            #expect(try fixture.refused(GuardFixture.request("OPTIONS", "/mcp", token: nil, field)).status == 401)
        }
    }

    @Test func `only a route that says so passes the guard by`() throws {
        let fixture = try GuardFixture()
        let routing = fixture.fixture.worker.routing
        var open = Route(
            id: "open", pathPattern: "/open", target: .fixed(status: 200, contentType: "text/plain", body: "open"),
            createdAt: 1)
        open.isUnguarded = true
        routing.apply(.put(.route(open)))
        var closed = open
        closed.id = "closed"
        closed.pathPattern = "/closed"
        closed.isUnguarded = false
        routing.apply(.put(.route(closed)))
        let client = try fixture.fixture.client(GuardFixture.request("GET", "/open"))
        #expect(try fixture.fixture.response(client).text == "open")
        #expect(try fixture.refused(GuardFixture.request("GET", "/closed")).status == 401)
        let allowed = try fixture.fixture.client(GuardFixture.request("GET", "/closed", token: fixture.token()))
        #expect(try fixture.fixture.response(allowed).text == "open")
    }

    @Test(arguments: [
        "/open/..%2Fadmin", "/open/..;/admin", "/open/%252e%252e%252fadmin", "/open//admin", "/open/%5c..%5cadmin",
    ])
    func `a route without a guard opens no path that a backend may read as another`(path: String) throws {
        let fixture = try GuardFixture { _ in }
        var open = Route(
            id: "open", pathPattern: "/open", target: .fixed(status: 200, contentType: "text/plain", body: "open"),
            createdAt: 1)
        open.isUnguarded = true
        fixture.fixture.worker.routing.apply(.put(.route(open)))
        #expect(try fixture.refused(GuardFixture.request("GET", path)).status == 401)
    }

    @Test func `a token of ours is kept from upstreams that need none`() throws {
        let fixture = try GuardFixture { $0.excludedPaths = ["/open"] }
        let ours = try fixture.token { $0.claims["aud"] = "https://other.test/mcp" }
        #expect(try fixture.forwarded(GuardFixture.request("GET", "/open", token: ours))["Authorization"] == nil)
        let theirs = try fixture.forwarded(GuardFixture.request("GET", "/open", token: "their-own"))
        #expect(theirs["Authorization"] == "Bearer their-own")
    }

    @Test func `a guard that is switched off asks for nothing`() throws {
        let fixture = try GuardFixture { $0.enabled = false }
        #expect(try fixture.forwarded(GuardFixture.request("GET", "/mcp", token: "x"))["Authorization"] == "Bearer x")
    }

    @Test func `what strangers send to the authorization server is short and comes in time`() throws {
        let guarded = try GuardFixture(settings: { $0.timeouts.bodyIdle = 300 })
        let long = try guarded.refused(GuardFixture.request("POST", "/.proxyd/session", "Content-Length: 200000"))
        #expect(long.status == 413)
        let client = try guarded.fixture.client(
            GuardFixture.request("POST", "/.proxyd/session", "Content-Length: 1000"))
        let begin = Reactor.clock()
        while !client.text.contains("HTTP/1.1 408"), Reactor.clock() < begin + 5_000 {
            client.send("a")
            try guarded.fixture.pass(20)
        }
        #expect(client.text.contains("HTTP/1.1 408"))
        #expect(Reactor.clock() - begin >= 300)
        #expect(guarded.fixture.worker.localContent == 0)
        #expect(guarded.service.requests.withLock { $0.isEmpty })
    }
}
