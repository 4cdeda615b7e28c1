import ProxyModel
import Testing

@testable import OAuthServer

struct OAuthSiteTests {
    /// Answers with what it was asked.
    private struct Echo: OAuthEndpoint {
        let name: String

        func respond(to request: OAuthRequest, issuer: String) async throws(OAuthError) -> OAuthResponse {
            if try request.query.single("fail") != nil {
                throw OAuthError(.temporarilyUnavailable, "not now", retryAfter: 3)
            }
            return .json(
                [
                    "name": .string(name), "path": .string(request.path), "issuer": .string(issuer),
                    "method": .string(request.local.method), "query": .string(request.query.encoded),
                ])
        }
    }

    private let fixture: ServerFixture
    private let site: OAuthSite

    init() throws {
        fixture = try ServerFixture()
        try fixture.guardHost("mcp.example.com")
        var endpoints: [EndpointPath: any OAuthEndpoint] = [:]
        for path in EndpointPath.allCases { endpoints[path] = Echo(name: path.rawValue) }
        site = OAuthSite(
            fixture.environment, metadata: ServerMetadata(grantTypes: [], registrationIsOpen: true),
            endpoints: endpoints)
    }

    private struct Answer {
        let status: Int
        let fields: [String: String]
        let body: String
        let json: JSONValue?
    }

    private func send(
        _ method: String, _ target: String, host: String = "auth.example.com",
        headers: [(name: String, value: String)] = [], body: String = ""
    ) async -> Answer {
        Self.answer(
            await site.respond(to: fixture.request(method, target, host: host, headers: headers, body: body)))
    }

    private static func answer(_ response: LocalResponse) -> Answer {
        guard case .bytes(let bytes) = response.body else {
            return Answer(status: 0, fields: [:], body: "", json: nil)
        }
        return Answer(
            status: response.status,
            fields: Dictionary(response.headers.map { ($0.name.lowercased(), $0.value) }) { "\($0), \($1)" },
            body: String(decoding: bytes, as: UTF8.self), json: try? JSONValue(parsing: bytes))
    }

    /// The same over plain HTTP.
    private func sendPlain(
        _ method: String, _ target: String, host: String = "auth.example.com",
        headers: [(name: String, value: String)] = [], body: String = ""
    ) async -> Answer {
        var request = fixture.request(method, target, host: host, headers: headers, body: body)
        request.scheme = "http"
        return Self.answer(await site.respond(to: request))
    }

    @Test func `browsers are sent from plain HTTP to HTTPS, and forms are not read there`() async throws {
        let page = await sendPlain("GET", "/signin?return_to=/account")
        #expect(page.status == 308)
        #expect(page.fields["location"] == "https://auth.example.com/signin?return_to=/account")
        #expect(await sendPlain("POST", "/signin/local").status == 400)
        #expect(await sendPlain("GET", "/jwks").status == 200)
        #expect(await sendPlain("GET", "/.well-known/oauth-authorization-server").status == 200)
    }

    @Test(arguments: [
        ("POST", "/token"), ("POST", "/device/token"), ("POST", "/register"), ("PUT", "/register/x"),
        ("GET", "/register/x"), ("POST", "/revoke/"), ("POST", "/introspect"), ("POST", "/api/v1/auth/introspect"),
        ("POST", "/device_authorization"), ("POST", "/token?fail=1"), ("POST", "/token?a=%zz"),
    ])
    func `credentials are not read over plain HTTP where there is HTTPS`(method: String, target: String) async {
        let body = String(repeating: "a", count: 65_537)
        let answer = await sendPlain(method, target, headers: [("Authorization", "Basic eDp5")], body: body)
        #expect(answer.status == 400)
        #expect(answer.json?["error"] == "invalid_request")
        let words = answer.json?["error_description"]?.stringValue ?? ""
        #expect(words.contains("this server is only reached over https: https://auth.example.com/"))
        #expect(!words.contains("?"))
        #expect(answer.fields["cache-control"] == "no-store")
    }

    @Test func `what a client says of its way is not believed`() async {
        for (method, target, status) in [("GET", "/signin", 308), ("POST", "/token", 400)] {
            for name in ["X-Forwarded-Proto", "x-forwarded-proto", "X-Forwarded-Ssl", "Forwarded"] {
                let fields = [(name: name, value: "https"), (name: name, value: "proto=https")]
                #expect(await sendPlain(method, target, headers: fields).status == status)
            }
        }
    }

    @Test func `the session of a guarded host is given over HTTPS alone`() async {
        let page = await sendPlain("GET", "/.proxyd/session?code=1", host: "mcp.example.com")
        #expect(page.status == 308)
        #expect(page.fields["location"] == "https://mcp.example.com/.proxyd/session?code=1")
        #expect(await sendPlain("POST", "/.proxyd/signout", host: "mcp.example.com").status == 400)
    }

    @Test func `a server that has plain HTTP alone goes on answering`() async throws {
        try fixture.guardHost("mcp.localhost", issuer: "auth.localhost") { $0.enableHTTPS = false }
        var server = ProxyTarget(hostname: try HostPattern("auth.localhost"), target: nil, createdAt: 0)
        server.enableHTTPS = false
        fixture.configuration.put(.proxy(server))
        for (method, target) in [("POST", "/token"), ("GET", "/signin"), ("POST", "/register")] {
            let answer = await sendPlain(method, target, host: "auth.localhost")
            #expect(answer.json?["issuer"] == "http://auth.localhost")
        }
        #expect(await sendPlain("GET", "/.proxyd/session", host: "mcp.localhost").status == 200)
    }

    @Test func `other proxies ask by plain HTTP`() async {
        for host in ["10.0.0.1", "auth.example.com"] {
            #expect(await sendPlain("GET", "/verify", host: host).json?["name"] == "/verify")
        }
    }

    @Test(arguments: [
        ("GET", "/authorize", "/authorize"), ("POST", "/authorize/", "/authorize"),
        ("GET", "/authorize/continue?transaction=x", "/authorize/continue"), ("POST", "/consent", "/consent"),
        ("GET", "/signin", "/signin"), ("POST", "/signin/local", "/signin/local"),
        ("GET", "/signin/github", "/signin/*"),
        ("GET", "/signin/github/callback?code=1", "/signin/*"), ("GET", "/callback", "/callback"),
        ("POST", "/signout", "/signout"), ("GET", "/proxy-signin", "/proxy-signin"), ("POST", "/token", "/token"),
        ("POST", "/token/", "/token"), ("POST", "/register", "/register"), ("POST", "/register/", "/register"),
        ("PUT", "/register/c_x", "/register/*"), ("DELETE", "/register/c_x/", "/register/*"),
        ("POST", "/revoke", "/revoke"), ("POST", "/introspect", "/introspect"),
        ("POST", "/api/v1/auth/introspect", "/introspect"), ("GET", "/jwks", "/jwks"),
        ("GET", "/.well-known/jwks.json", "/jwks"), ("POST", "/device_authorization", "/device_authorization"),
        ("POST", "/device/code", "/device_authorization"), ("POST", "/device/token", "/token"),
        ("GET", "/device", "/device"), ("GET", "/account", "/account"), ("POST", "/account/keys/1", "/account/*"),
        ("GET", "/verify", "/verify"), ("PATCH", "/verify", "/verify"), ("GET", "/success", "/success"),
        ("GET", "/error", "/error"),
    ])
    func `paths lead to their endpoints`(method: String, target: String, name: String) async {
        let answer = await send(method, target)
        #expect(answer.status == 200)
        #expect(answer.json?["name"] == .string(name))
        #expect(answer.json?["issuer"] == "https://auth.example.com")
    }

    @Test(arguments: [
        "/", "", "/tokens", "/token/x", "/Token", "/token//", "//token", "/register//", "/signin/*x/../..//",
        "/authorize/x", "/.proxyd/session", "/signin/", "/*", "/account/*/", "/device/other", "/token%2f",
        "/.well-known/",
    ])
    func `other paths are not there`(target: String) async {
        let answer = await send("GET", target)
        let isKnown = ["/signin/", "/account/*/", "/signin/*x/../..//"].contains(target)
        #expect(answer.status == (isKnown ? 200 : 404))
        if !isKnown { #expect(answer.json?["error_description"] != nil) }
    }

    @Test func `endpoints see one spelling of their path and the whole query`() async {
        let answer = await send("GET", "/register/c_x/?a=b&a=c")
        #expect(answer.json?["path"] == "/register/c_x")
        #expect(answer.json?["query"] == "a=b&a=c")
    }

    @Test func `a guarded host has its own paths and no other`() async {
        let own = await send("GET", "/.proxyd/session?code=1", host: "mcp.example.com:443")
        #expect(own.json?["name"] == "/.proxyd/*")
        #expect(own.json?["issuer"] == "https://auth.example.com")
        for path in ["/register/x", "/consent", "/signin", "/introspect", "/.proxyd", "/jwks", "/device/token"] {
            #expect(await send("POST", path, host: "mcp.example.com").status == 404)
        }
    }

    // What MCP 2025-03-26 has clients ask at the server's own origin.

    @Test(arguments: ["/token", "/register", "/revoke", "/token/"])
    func `an MCP server's host answers in the place of its authorization server`(path: String) async {
        let answer = await send("POST", path, host: "mcp.example.com")
        #expect(answer.status == 200)
        #expect(answer.json?["issuer"] == "https://auth.example.com")
        #expect(answer.fields["access-control-allow-origin"] == "*")
        #expect(await sendPlain("POST", path, host: "mcp.example.com").status == 400)
        let preflight = await send("OPTIONS", path, host: "mcp.example.com")
        #expect(preflight.status == 204)
        #expect(preflight.fields["access-control-allow-origin"] == "*")
    }

    @Test(arguments: [
        (
            "?response_type=code&state=a%20b",
            "?response_type=code&state=a%20b&resource=https%3A%2F%2Fmcp.example.com%2Fmcp"
        ),
        ("?resource=https://mcp.example.com/", "?resource=https://mcp.example.com/"),
        ("?a=b&resource=", "?a=b&resource=&resource=https%3A%2F%2Fmcp.example.com%2Fmcp"),
        ("", "?resource=https%3A%2F%2Fmcp.example.com%2Fmcp"), ("?", "?resource=https%3A%2F%2Fmcp.example.com%2Fmcp"),
    ])
    func `authorization goes on where the browser is signed in`(query: String, passed: String) async {
        for path in ["/authorize", "/authorize/"] {
            let answer = await send("GET", path + query, host: "mcp.example.com")
            #expect(answer.status == 302)
            #expect(answer.fields["location"] == "https://auth.example.com/authorize" + passed)
            #expect(answer.fields["access-control-allow-origin"] == nil)
        }
        let form = await send("POST", "/authorize" + query, host: "mcp.example.com", body: "response_type=code")
        #expect(form.status == 307)
        #expect(form.fields["location"] == "https://auth.example.com/authorize" + (query == "?" ? "" : query))
    }

    @Test func `a guarded host that is no MCP server has no aliases`() async throws {
        try fixture.guardHost("pages.example.com", endpoint: nil)
        for path in ["/token", "/authorize", "/register", "/revoke"] {
            #expect(await send("POST", path, host: "pages.example.com").status == 404)
        }
    }

    @Test func `other hosts have nothing but the question of other proxies`() async {
        for path in ["/token", "/authorize", "/.proxyd/session", "/.well-known/oauth-authorization-server"] {
            #expect(await send("GET", path, host: "evil.test").status == 404)
        }
        #expect(await send("GET", "/verify", host: "127.0.0.1:9000").json?["name"] == "/verify")
    }

    @Test(arguments: [
        ("GET", "/token", "POST, OPTIONS"), ("PUT", "/authorize", "GET, POST, HEAD, OPTIONS"),
        ("DELETE", "/jwks", "GET, HEAD, OPTIONS"), ("POST", "/register/x", "GET, PUT, DELETE, HEAD, OPTIONS"),
        ("TRACE", "/token", "POST, OPTIONS"), ("POST", "/.well-known/oauth-authorization-server", "GET, HEAD, OPTIONS"),
    ])
    func `a wrong method is told the right ones`(method: String, target: String, allowed: String) async {
        let answer = await send(method, target)
        #expect(answer.status == 405)
        #expect(answer.fields["allow"] == allowed)
        #expect(answer.json?["error"] == "invalid_request")
    }

    @Test func `HEAD is answered like GET`() async {
        let answer = await send("HEAD", "/jwks")
        #expect(answer.status == 200)
        #expect(answer.json?["method"] == "GET")
    }

    @Test(arguments: [
        "/token", "/register", "/register/x", "/revoke", "/jwks", "/device_authorization",
        "/.well-known/oauth-authorization-server", "/.well-known/oauth-authorization-server/mcp",
    ])
    func `programs in browsers may call what clients call`(path: String) async {
        let preflight = await send(
            "OPTIONS", path,
            headers: [
                ("Origin", "http://localhost:6274"), ("Access-Control-Request-Method", "POST"),
                ("Access-Control-Request-Headers", "authorization, mcp-param-city, x-evil, mcp-param-\"x"),
            ])
        #expect(preflight.status == 204)
        #expect(preflight.fields["access-control-allow-origin"] == "*")
        #expect(preflight.fields["access-control-allow-credentials"] == nil)
        let allowed = preflight.fields["access-control-allow-headers"] ?? ""
        for name in ["Authorization", "Content-Type", "MCP-Protocol-Version", "Mcp-Session-Id", "mcp-param-city"] {
            #expect(allowed.contains(name))
        }
        #expect(!allowed.contains("x-evil") && !allowed.contains("\""))
        let wrong = await send("TRACE", path)
        #expect(wrong.fields["access-control-allow-origin"] == "*")
        #expect(wrong.fields["access-control-expose-headers"]?.contains("WWW-Authenticate") == true)
    }

    @Test(arguments: ["/authorize", "/consent", "/signin", "/account", "/introspect", "/verify", "/error"])
    func `no other origin reads pages or what servers call`(path: String) async {
        for method in ["OPTIONS", "GET", "POST", "TRACE"] {
            let answer = await send(method, path, headers: [("Origin", "https://evil.test")])
            #expect(answer.fields["access-control-allow-origin"] == nil)
        }
    }

    @Test func `every answer keeps browsers from guessing and telling`() async {
        for target in ["/token", "/authorize", "/nothing", "/.well-known/oauth-authorization-server"] {
            let answer = await send("GET", target)
            #expect(answer.fields["x-content-type-options"] == "nosniff")
            #expect(answer.fields["referrer-policy"] == "no-referrer")
            #expect(answer.fields["cache-control"] != nil)
        }
        let page = await send("GET", "/authorize")
        #expect(page.fields["x-frame-options"] == "DENY")
        #expect(page.fields["content-security-policy"]?.contains("frame-ancestors 'none'") == true)
        #expect(page.fields["cache-control"] == "no-store")
    }

    @Test func `failures are JSON for programs and pages for people`() async {
        let program = await send("POST", "/token?fail=1")
        #expect(program.status == 503)
        #expect(program.fields["retry-after"] == "3")
        #expect(program.json == ["error": "temporarily_unavailable", "error_description": "not now"])
        let person = await send("GET", "/authorize?fail=1")
        #expect(person.status == 503)
        #expect(person.fields["content-type"] == "text/html; charset=utf-8")
        #expect(person.body.contains("Not now."))
    }

    @Test(arguments: ["/token?a=%zz", "/authorize?a=%00"])
    func `a query that cannot be decoded is refused`(target: String) async {
        #expect(await send("POST", target).status == 400)
    }

    @Test func `a body beyond 64 KiB is refused`() async {
        #expect(await send("POST", "/token", body: String(repeating: "a", count: 65_537)).status == 413)
        #expect(await send("POST", "/token", body: String(repeating: "a", count: 65_536)).status == 200)
    }

    @Test(arguments: [
        ("/error?error=access_denied", "Access was denied"),
        ("/error?error=%3Cscript%3Ealert(1)%3C/script%3E", "could not be completed"),
        ("/error?error=x&error_description=%3Cb%3EGo+to+evil.test", "could not be completed"), ("/error", "could not"),
    ])
    func `the page of an error says only our own words`(target: String, words: String) async throws {
        let site = OAuthSite(
            fixture.environment, metadata: ServerMetadata(grantTypes: [], registrationIsOpen: true),
            endpoints: [.error: ErrorEndpoint(), .success: SuccessEndpoint()])
        let response = await site.respond(to: fixture.request("GET", target))
        guard case .bytes(let bytes) = response.body else { return }
        let body = String(decoding: bytes, as: UTF8.self)
        #expect(response.status == 400)
        #expect(body.contains(words))
        #expect(!body.contains("<script") && !body.contains("evil.test"))
    }

    @Test func `the page of a success shows a code to copy`() async throws {
        let endpoint = SuccessEndpoint()
        for (query, shown) in [
            ("code=abc-1_abcdefghijk", "abc-1_abcdefghijk"), ("", "close this window"),
            ("code=%3Cb%3Ego+to+evil.test", "close this window"),
        ] {
            let request = try OAuthRequest(fixture.request("GET", "/success?" + query))
            let body = String(decoding: try await endpoint.respond(to: request, issuer: "").body, as: UTF8.self)
            #expect(body.contains(shown))
        }
    }
}
