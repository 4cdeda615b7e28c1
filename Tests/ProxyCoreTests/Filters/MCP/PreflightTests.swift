import Testing

@testable import ProxyCore

/// What browsers are told that ask whether a page may call an MCP server.
@Suite struct PreflightTests {
    @Test(arguments: ["/mcp", "/mcp/"])
    func `a preflight of the endpoint is answered here`(_ path: String) throws {
        let fixture = try GuardFixture()
        let response = try fixture.refused(
            GuardFixture.request(
                "OPTIONS", path, token: nil, "Origin: https://inspector.test", "Access-Control-Request-Method: POST",
                "Access-Control-Request-Headers: authorization, mcp-param-region, x-evil, mcp-param-a b"))
        #expect(response.status == 204)
        #expect(response["Access-Control-Allow-Origin"] == "*")
        #expect(response["Access-Control-Allow-Methods"] == "GET, POST, DELETE, OPTIONS")
        let fields = try #require(response["Access-Control-Allow-Headers"])
        #expect(fields.hasSuffix("Mcp-Method, Mcp-Name, mcp-param-region"))
        #expect(fields.contains("Authorization"))
    }

    @Test func `an OPTIONS that is no preflight needs a token`() throws {
        let fixture = try GuardFixture()
        #expect(try fixture.refused(GuardFixture.request("OPTIONS", "/mcp", token: nil)).status == 401)
    }
}
