import ProxyModel
import Testing

@testable import ProxyCore

/// Which pages may call an MCP server from a browser.
@Suite struct ResourceOriginTests {
    @Test(arguments: [
        "http://app.test", "https://app.test", "http://localhost:6274", "http://127.0.0.1:6274", "https://claude.ai",
        "https://vscode.dev", "https://chatgpt.com",
    ])
    func `its own pages and those of known clients may`(_ origin: String) throws {
        let fixture = try GuardFixture()
        for path in ["/mcp", "/mcp/"] {
            let request = GuardFixture.request("GET", path, token: try fixture.token(), "Origin: \(origin)")
            #expect(try fixture.forwarded(request)["Origin"] == origin)
        }
    }

    @Test(arguments: [
        "https://evil.test", "null", "http://localhost:6275", "http://localhost", "https://app.test.evil.test",
        "https://app.test:8443", "https://claude.ai.evil.test", "http://claude.ai", "https://user@app.test", "",
        "http://app.test\r\nOrigin: http://app.test",
    ])
    func `pages of strangers may not, and are told so in the words of MCP`(_ origin: String) throws {
        let fixture = try GuardFixture()
        for path in ["/mcp", "/mcp/"] {
            let response = try fixture.refused(
                GuardFixture.request("POST", path, token: try fixture.token(), "Origin: \(origin)", "Content-Length: 0")
            )
            #expect(response.status == 403)
            let body = try JSONValue(parsing: response.body)
            #expect(body["jsonrpc"]?.stringValue == "2.0")
            #expect(body["error"]?["code"]?.integerValue == -32000)
            #expect(body["id"] == .null)
        }
    }

    @Test func `a token is asked for first`() throws {
        let fixture = try GuardFixture()
        #expect(try fixture.refused(GuardFixture.request("GET", "/mcp", token: nil, "Origin: null")).status == 401)
    }

    @Test(arguments: [
        "GET /sse", "GET /sse/", "GET /a/SSE", "POST /messages/", "POST /message", "PUT /messages",
    ])
    func `pages of strangers may not use the transport of 2024-11-05 either`(_ start: String) throws {
        let fixture = try GuardFixture()
        let parts = start.split(separator: " ").map { String($0) }
        func request(_ origin: String) throws -> String {
            GuardFixture.request(
                parts[0], parts[1], token: try fixture.token(), "Origin: \(origin)", "Content-Length: 0")
        }
        #expect(try fixture.refused(request("https://evil.test")).status == 403)
        _ = try fixture.forwarded(request("https://app.test"))
    }

    @Test func `a guarded stream of events is no stranger's, whatever its path`() throws {
        let fixture = try GuardFixture { $0.excludedPaths = ["/public"] }
        func request(_ path: String, _ accepted: String) throws -> String {
            GuardFixture.request(
                "GET", path, token: try fixture.token(), "Origin: https://evil.test", "Accept: \(accepted)")
        }
        #expect(try fixture.refused(request("/events", "text/plain, Text/Event-Stream")).status == 403)
        _ = try fixture.forwarded(request("/events", "text/plain"))
        for path in ["/public", "/public/sse"] { _ = try fixture.forwarded(request(path, "text/event-stream")) }
    }

    @Test func `requests without an origin and elsewhere are not concerned`() throws {
        let fixture = try GuardFixture()
        let token = try fixture.token()
        _ = try fixture.forwarded(GuardFixture.request(token: token))
        _ = try fixture.forwarded(GuardFixture.request("GET", "/page", token: token, "Origin: https://evil.test"))
    }

    @Test func `on a host that is the resource as a whole every path is concerned`() throws {
        let fixture = try GuardFixture(proxy: { target in
            var resource = ProxyResourceConfig()
            resource.endpoint = "/"
            target.resource = Boxed(resource)
        })
        let token = try fixture.token { $0.claims["aud"] = "https://app.test" }
        let response = try fixture.refused(
            GuardFixture.request("GET", "/any", token: token, "Origin: https://evil.test"))
        #expect(response.status == 403)
    }

    @Test func `the port of the request is part of its origin, the usual one need not be told`() {
        let plain = AllowedOrigins(host: "app.test", port: 8080, isSecure: false, others: [])
        #expect(plain.contains("http://app.test:8080"))
        #expect(!plain.contains("http://app.test"))
        let secure = AllowedOrigins(host: "app.test", port: 443, isSecure: true, others: [])
        #expect(secure.contains("https://app.test"))
        #expect(secure.contains("https://app.test:443"))
        // A page that came in clear text may be anybody's.
        #expect(!secure.contains("http://app.test"))
    }
}
