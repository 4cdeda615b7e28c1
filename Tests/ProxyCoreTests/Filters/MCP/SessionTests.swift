import ProxyModel
import Reactor
import Testing

@testable import ProxyCore

/// Sessions of MCP servers, as clients and upstreams see them.
@Suite struct SessionTests {
    private static let id = "4f2a-\u{21}~session.id"

    /// Opens a session and returns what the client was told.
    private static func open(
        _ fixture: GuardFixture, token: String, path: String = "/mcp", id: String = SessionTests.id
    ) throws -> String {
        let client = try fixture.fixture.client(
            GuardFixture.request("POST", path, token: token, "Content-Length: 0"))
        let backend = try fixture.fixture.backend()
        #expect(try fixture.fixture.request(backend)["Mcp-Session-Id"] == nil)
        backend.send("HTTP/1.1 200 OK\r\nmcp-session-id: \(id)\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        let response = try fixture.fixture.response(client)
        #expect(response.all("Mcp-Session-Id").count == 1)
        return try #require(response["Mcp-Session-Id"])
    }

    private static func isNotFound(_ response: WireMessage) throws -> Bool {
        let body = try JSONValue(parsing: response.body)
        return response.status == 404 && body["jsonrpc"]?.stringValue == "2.0"
            && body["error"]?["code"]?.integerValue == -32001
    }

    @Test(arguments: ["GET", "POST", "DELETE"])
    func `the upstream gets its own identifier back, byte by byte`(_ method: String) throws {
        let fixture = try GuardFixture()
        let session = try Self.open(fixture, token: fixture.token())
        #expect(!session.contains(Self.id))
        for path in ["/mcp", "/mcp/"] {
            // Another token of the same person and client will do.
            let message = try fixture.forwarded(
                GuardFixture.request(method, path, token: try fixture.token(), "mcp-session-id: \(session)"))
            #expect(message.all("Mcp-Session-Id") == [Self.id])
        }
    }

    @Test func `a server that repeats the identifier does not change what the client knows`() throws {
        let fixture = try GuardFixture()
        let token = try fixture.token()
        let session = try Self.open(fixture, token: token)
        let client = try fixture.fixture.client(GuardFixture.request(token: token, "Mcp-Session-Id: \(session)"))
        let backend = try fixture.fixture.backend()
        _ = try fixture.fixture.request(backend)
        backend.send("HTTP/1.1 204 No Content\r\nMcp-Session-Id: \(Self.id)\r\n\r\n")
        #expect(try fixture.fixture.response(client).all("Mcp-Session-Id") == [session])
    }

    @Test func `somebody else's session is not found`() throws {
        let fixture = try GuardFixture()
        let session = try Self.open(fixture, token: fixture.token())
        let strangers = [
            try fixture.token { $0.claims["sub"] = "local:bob" },
            try fixture.token { $0.claims["client_id"] = "client-2" },
        ]
        for method in ["GET", "POST", "DELETE"] {
            for stranger in strangers {
                for path in ["/mcp", "/mcp/", "/other"] {
                    let response = try fixture.refused(
                        GuardFixture.request(
                            method, path, token: stranger, "Mcp-Session-Id: \(session)", "Content-Length: 0"))
                    #expect(try Self.isNotFound(response))
                }
            }
        }
    }

    @Test(arguments: [SessionTests.id, "", "AQ", "x y", "\u{e9}", String(repeating: "A", count: 4_000)])
    func `an identifier that was not given out here is not found`(_ text: String) throws {
        let fixture = try GuardFixture()
        let response = try fixture.refused(
            GuardFixture.request(token: try fixture.token(), "Mcp-Session-Id: \(text)"))
        #expect(try Self.isNotFound(response))
    }

    @Test func `no other spelling brings an identifier past the seal`() throws {
        let fixture = try GuardFixture()
        let token = try fixture.token()
        let message = try fixture.forwarded(
            GuardFixture.request(token: token, "Mcp_Session_Id: \(Self.id)", "mcp.session-id: \(Self.id)"))
        #expect(message.fields.allSatisfy { $0.value != Self.id })
        let session = try Self.open(fixture, token: token)
        let both = try fixture.forwarded(
            GuardFixture.request(token: token, "Mcp-Session-Id: \(session)", "Mcp-Session-Id: other"))
        #expect(both.all("Mcp-Session-Id") == [Self.id])
    }

    @Test func `where no token is needed sessions are nobody's`() throws {
        let fixture = try GuardFixture({ $0.mode = .passthrough })
        let client = try fixture.fixture.client(GuardFixture.request())
        let backend = try fixture.fixture.backend()
        _ = try fixture.fixture.request(backend)
        backend.send("HTTP/1.1 204 No Content\r\nMcp-Session-Id: \(Self.id)\r\nConnection: close\r\n\r\n")
        let session = try #require(try fixture.fixture.response(client)["Mcp-Session-Id"])
        let message = try fixture.forwarded(
            GuardFixture.request("GET", "/mcp", token: nil, "Mcp-Session-Id: \(session)"))
        #expect(message["Mcp-Session-Id"] == Self.id)
        let response = try fixture.refused(
            GuardFixture.request(token: try fixture.token(), "Mcp-Session-Id: \(session)"))
        #expect(try Self.isNotFound(response))
    }

    @Test func `hosts that are no MCP servers are left alone`() throws {
        let fixture = try GuardFixture(isResource: false)
        let message = try fixture.forwarded(
            GuardFixture.request(token: try fixture.token(), "Mcp-Session-Id: \(Self.id)"))
        #expect(message["Mcp-Session-Id"] == Self.id)
    }
}
