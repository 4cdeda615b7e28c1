import ProxyModel
import Testing

@testable import ProxyCore

/// What browsers are told that ask whether a page may call an MCP server.
@Suite struct PreflightTests {
    @Test(arguments: ["/mcp", "/mcp/", "/", "/other", "/mcp/messages?sessionId=1", "/mcp%2F"])
    func `a preflight of an MCP server is answered here`(_ path: String) throws {
        let fixture = try GuardFixture()
        let response = try fixture.refused(
            GuardFixture.request(
                "OPTIONS", path, token: nil, "Origin: https://inspector.test", "Access-Control-Request-Method: POST",
                "Access-Control-Request-Headers: authorization, mcp-param-region, x-evil, mcp-param-a b"))
        #expect(response.status == 204)
        #expect(response["Access-Control-Allow-Origin"] == "*")
        let methods = try #require(response["Access-Control-Allow-Methods"])
        #expect(methods.hasPrefix("GET, POST, DELETE, OPTIONS"))
        // An application beside the server has methods of its own.
        #expect(methods.contains("PATCH") == ["/", "/other", "/mcp%2F"].contains(path))
        let fields = try #require(response["Access-Control-Allow-Headers"])
        #expect(fields.hasSuffix("Mcp-Method, Mcp-Name, mcp-param-region"))
        #expect(fields.contains("Authorization"))
    }

    private static let preflight = "Origin: https://inspector.test\r\nAccess-Control-Request-Method: POST"

    @Test(arguments: ["Content-Length: 2", "Transfer-Encoding: chunked", "Connection: upgrade\r\nUpgrade: websocket"])
    func `what no browser sends is no preflight`(field: String) throws {
        for isResource in [true, false] {
            let fixture = try GuardFixture(isResource: isResource)
            for path in ["/mcp", "/other"] {
                let request = GuardFixture.request("OPTIONS", path, token: nil, Self.preflight, field)
                #expect(try fixture.refused(request).status == 401)
            }
        }
    }

    @Test func `a preflight that says it has no content is one`() throws {
        let fixture = try GuardFixture()
        let request = GuardFixture.request("OPTIONS", "/mcp", token: nil, Self.preflight, "Content-Length: 0")
        #expect(try fixture.refused(request).status == 204)
    }

    @Test func `a preflight of a path that needs no token goes to the server`() throws {
        let fixture = try GuardFixture({ $0.excludedPaths = ["/open/", "/mcp"] })
        let request = GuardFixture.request("OPTIONS", "/open/x", token: nil, Self.preflight)
        #expect(try fixture.forwarded(request)["Origin"] == "https://inspector.test")
        #expect(try fixture.refused(GuardFixture.request("OPTIONS", "/mcp", token: nil, Self.preflight)).status == 204)
    }

    @Test func `an OPTIONS that is no preflight needs a token`() throws {
        let fixture = try GuardFixture()
        #expect(try fixture.refused(GuardFixture.request("OPTIONS", "/mcp", token: nil)).status == 401)
    }
}
