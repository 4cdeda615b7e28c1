import ProxyModel
import Testing

@testable import ProxyCore

/// Requests that name another revision than the one their session negotiated.
@Suite struct VersionRepairTests {
    private static func fixture(_ repairs: Bool = true) throws -> GuardFixture {
        try GuardFixture(proxy: { $0.resourceConfig.repairVersion = repairs })
    }

    private static func answer(_ version: String) -> String {
        #"{"jsonrpc":"2.0","id":1,"result":{"protocolVersion":"\#(version)","capabilities":{}}}"#
    }

    /// Opens a session; gives its name and the answer.
    private static func open(_ guarded: GuardFixture, _ parts: [String]) throws -> (
        session: String, response: WireMessage
    ) {
        let client = try guarded.fixture.client(
            GuardFixture.request("POST", token: try guarded.token(), "Content-Length: 0"))
        let backend = try guarded.fixture.backend()
        _ = try guarded.fixture.request(backend)
        for part in parts {
            backend.send(part)
            try guarded.fixture.pass(2)
        }
        let response = try guarded.fixture.response(client)
        return (try #require(response["Mcp-Session-Id"]), response)
    }

    private static func versions(_ guarded: GuardFixture, _ session: String, _ fields: String...) throws -> [String] {
        let lines = ["Mcp-Session-Id: \(session)"] + fields
        let message = try guarded.forwarded(
            "GET /mcp HTTP/1.1\r\nHost: app.test\r\nAuthorization: Bearer \(try guarded.token())\r\n"
                + lines.map { $0 + "\r\n" }.joined() + "\r\n")
        #expect(message["Mcp-Session-Id"] == "abc")
        return message.all("MCP-Protocol-Version") + message.all("Mcp_Protocol_Version")
    }

    private static let head = "HTTP/1.1 200 OK\r\nMcp-Session-Id: abc\r\nConnection: close\r\n"

    private static func json(_ text: String) -> [String] {
        [Self.head + "Content-Type: application/json\r\nContent-Length: \(text.utf8.count)\r\n\r\n", text]
    }

    private static func events(_ pieces: [String]) -> [String] {
        [Self.head + "Content-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"]
            + pieces.map { String($0.utf8.count, radix: 16) + "\r\n" + $0 + "\r\n" } + ["0\r\n\r\n"]
    }

    @Test func `the revision is that of the answer, whatever the client says`() throws {
        let guarded = try Self.fixture()
        let text = Self.answer("2025-11-25")
        let (session, response) = try Self.open(guarded, Self.json(text))
        #expect(response.text == text)
        #expect(try Self.versions(guarded, session, "MCP-Protocol-Version: 2026-07-28") == ["2025-11-25"])
        #expect(try Self.versions(guarded, session, "Mcp_Protocol_Version: 2026-07-28") == ["2025-11-25"])
        #expect(try Self.versions(guarded, session) == ["2025-11-25"])
    }

    @Test func `the answer may be a stream, in pieces`() throws {
        let guarded = try Self.fixture()
        let stream = "id: 0\ndata:\n\nevent: message\r\ndata: \(Self.answer("2025-06-18"))\r\n\r\ndata: more\n\n"
        let (session, response) = try Self.open(
            guarded, Self.events(stream.unicodeScalars.map { String($0) }))
        #expect(
            response.text.replacing(": keep-alive\n\n", with: "").replacing("\r\n", with: "\n")
                == stream.replacing("\r\n", with: "\n"))
        #expect(try Self.versions(guarded, session, "MCP-Protocol-Version: x") == ["2025-06-18"])
    }

    @Test func `a stream that has begun no longer counts`() throws {
        let guarded = try Self.fixture()
        let client = try guarded.fixture.client(
            GuardFixture.request("POST", token: try guarded.token(), "Content-Length: 0"))
        let backend = try guarded.fixture.backend()
        _ = try guarded.fixture.request(backend)
        let stream = Self.events(["data: \(Self.answer("2025-06-18"))", "\n\n"])
        backend.send(stream[0] + stream[1])
        try guarded.fixture.turn { guarded.fixture.worker.callContent > 0 }
        backend.send(stream[2])
        try guarded.fixture.turn { client.text.contains("2025-06-18") }
        #expect(guarded.fixture.worker.callContent == 0)
    }

    @Test(arguments: ["{}", "no JSON", Self.answer("a b"), #"{"result":{"protocolVersion":1}}"#])
    func `an answer that negotiates nothing opens a session all the same`(text: String) throws {
        let guarded = try Self.fixture()
        let (session, response) = try Self.open(guarded, Self.json(text))
        #expect(response.text == text)
        #expect(try Self.versions(guarded, session, "MCP-Protocol-Version: 2026-07-28") == ["2026-07-28"])
    }

    @Test func `a stream that negotiates nothing passes as it came`() throws {
        let guarded = try Self.fixture()
        for stream in ["data: {}\n\ndata: x", "data: x", ""] {
            let (_, response) = try Self.open(guarded, Self.events(stream.isEmpty ? [] : [stream]))
            #expect(response.text.replacing(": keep-alive\n\n", with: "") == stream)
        }
    }

    @Test func `nothing is lost of a stream whose first event is long`() throws {
        let guarded = try Self.fixture()
        // Longer than what is read for the revision, and cut at places that are no ends of lines.
        let stream =
            (0..<40).map { "data: \($0)" + String(repeating: "x", count: 9_000) + "\n" }.joined() + "\ndata: y\n\n"
        for size in [7_000, 50_000, 400_000] {
            var (pieces, rest) = ([String](), stream[...])
            while !rest.isEmpty {
                pieces.append(String(rest.prefix(size)))
                rest = rest.dropFirst(size)
            }
            let (_, response) = try Self.open(guarded, Self.events(pieces))
            #expect(response.text.replacing(": keep-alive\n\n", with: "") == stream)
            #expect(guarded.fixture.worker.callContent == 0)
        }
    }

    @Test func `an answer that is long passes unread`() throws {
        let guarded = try Self.fixture()
        let text = "{\"a\":\"" + String(repeating: "x", count: 300_000) + "\"}"
        let (_, response) = try Self.open(guarded, Self.json(text))
        #expect(response.text == text)
    }

    @Test func `without the option nothing is changed`() throws {
        let guarded = try Self.fixture(false)
        let (session, _) = try Self.open(guarded, Self.json(Self.answer("2025-11-25")))
        #expect(try Self.versions(guarded, session, "MCP-Protocol-Version: 2026-07-28") == ["2026-07-28"])
    }

    @Test func `a session that tells its revision is its owner's too`() throws {
        let guarded = try Self.fixture()
        let (session, _) = try Self.open(guarded, Self.json(Self.answer("2025-11-25")))
        let stolen = try guarded.refused(
            GuardFixture.request(
                token: try guarded.token { $0.claims["sub"] = "local:eve" }, "Mcp-Session-Id: \(session)"))
        #expect(stolen.status == 404)
        let spoiled = String(session.dropLast()) + (session.last == "A" ? "B" : "A")
        let refused = try guarded.refused(
            GuardFixture.request(token: try guarded.token(), "Mcp-Session-Id: \(spoiled)"))
        #expect(refused.status == 404)
    }
}
