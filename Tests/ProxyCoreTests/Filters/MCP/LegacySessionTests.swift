import ProxyModel
import Testing

@testable import ProxyCore

/// Sessions of the transport of 2024-11-05.
@Suite struct LegacySessionTests {
    private static let head =
        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"

    private static func chunk(_ text: String) -> String { String(text.utf8.count, radix: 16) + "\r\n" + text + "\r\n" }

    /// What a client gets of a stream.
    private static func stream(_ guarded: GuardFixture, _ pieces: [String]) throws -> String {
        try Self.stream(guarded, pieces.map { Array($0.utf8) })
    }

    private static func stream(_ guarded: GuardFixture, _ pieces: [[UInt8]]) throws -> String {
        let client = try guarded.fixture.client(GuardFixture.request("GET", "/sse", token: try guarded.token()))
        let backend = try guarded.fixture.backend()
        _ = try guarded.fixture.request(backend)
        backend.send(Self.head)
        for piece in pieces {
            backend.send(Array((String(piece.count, radix: 16) + "\r\n").utf8) + piece + Array("\r\n".utf8))
            try guarded.fixture.pass(1)
        }
        backend.send("0\r\n\r\n")
        return try guarded.fixture.response(client).text.replacing(": keep-alive\n\n", with: "")
    }

    private static func session(_ guarded: GuardFixture) throws -> String {
        let text = try Self.stream(guarded, ["event: endpoint\r\ndata: /messages/?a=1&session_id=abc&b=2\r\n\r\n"])
        let start = try #require(text.firstRange(of: "session_id="))
        return String(text[start.upperBound...].prefix { $0 != "&" })
    }

    @Test(arguments: [1, 1000]) func `the address of messages names a sealed session`(size: Int) throws {
        let guarded = try GuardFixture()
        let stream =
            "event: endpoint\r\ndata: /messages/?a=1&session_id=abc&b=2\r\n\r\nevent: message\r\ndata: session_id=abc\r\n\r\n"
        let pieces = size == 1 ? stream.unicodeScalars.map { String($0) } : [stream]
        let text = try Self.stream(guarded, pieces)
        #expect(text.hasPrefix("event: endpoint\ndata: /messages/?a=1&session_id="))
        #expect(!text.contains("session_id=abc&"))
        #expect(
            text.hasSuffix("&b=2\n\n\nevent: message\r\ndata: session_id=abc\r\n\r\n")
                || text.hasSuffix("&b=2\n\nevent: message\r\ndata: session_id=abc\r\n\r\n"))
    }

    @Test(arguments: [
        "event:endpoint\ndata:/m?session_id=abc\n\n", "id: 1\nevent: endpoint\ndata: /m?session_id=abc\n\n",
        "retry: 3000\r\n\r\nevent: endpoint\r\ndata: /m?session_id=abc\r\n\r\n",
        "data: /m?session_id=abc\nevent:endpoint\n\n", ": hello\n: you\n\nevent:endpoint\rdata:/m?session_id=abc\r\r",
        "\u{FEFF}event: endpoint\ndata: /m?session_id=abc\n\n", "\n\nevent: endpoint\ndata: /m?session_id=abc\n\n",
    ])
    func `an address is found behind whatever comes first, and however it is cut`(stream: String) throws {
        let guarded = try GuardFixture()
        let bytes = Array(stream.utf8)
        for cut in bytes.indices {
            let pieces = [bytes[..<cut], bytes[cut...]].filter { !$0.isEmpty }
            let text = try Self.stream(guarded, pieces.map { Array($0) })
            #expect(text.contains("data: /m?session_id=A") && !text.contains("session_id=abc"), "cut at \(cut)")
        }
        let text = try Self.stream(guarded, bytes.map { [$0] })
        #expect(text.contains("data: /m?session_id=A") && !text.contains("session_id=abc"))
    }

    @Test func `comments pass at once, and another event as soon as it is complete`() throws {
        let guarded = try GuardFixture()
        let client = try guarded.fixture.client(GuardFixture.request("GET", "/mcp", token: try guarded.token()))
        let backend = try guarded.fixture.backend()
        _ = try guarded.fixture.request(backend)
        backend.send(Self.head + Self.chunk(": beat\n"))
        try guarded.fixture.turn { client.text.contains(": beat") }
        backend.send(Self.chunk("data: {\"a\":") + Self.chunk("1}\n"))
        try guarded.fixture.pass(2)
        #expect(!client.text.contains("data"))
        backend.send(Self.chunk("\n"))
        try guarded.fixture.turn { client.text.contains("data: {\"a\":1}\n\n") }
        backend.send(Self.chunk("event: endp"))
        try guarded.fixture.turn { client.text.contains("event: endp") }
    }

    @Test func `nothing of a long event is lost, nor of what stands behind it`() throws {
        let guarded = try GuardFixture()
        let line = "data: " + String(repeating: "x", count: 9_000) + "\n"
        let pieces = Array(repeating: line, count: 12) + ["id: 1\n\nevent: endpoint\ndata: ?session_id=a\n\n"]
        #expect(try Self.stream(guarded, pieces) == pieces.joined())
    }

    @Test(arguments: [
        "data: /messages/?session_id=abc\n\n", "event: message\ndata: ?session_id=abc\n\n",
        "event: endpoint\ndata: /m\n\n",
        "event: end", ": comment\n\ndata: x\n\n", "\n\n", "event: endpointing\ndata: ?session_id=a\n\n",
    ])
    func `other streams pass as they came`(stream: String) throws {
        let guarded = try GuardFixture()
        #expect(try Self.stream(guarded, [stream]) == stream)
        #expect(try Self.stream(guarded, stream.unicodeScalars.map { String($0) }) == stream)
    }

    @Test func `messages of the owner reach the server under its own name of the session`() throws {
        let guarded = try GuardFixture()
        let session = try Self.session(guarded)
        for name in ["session_id", "session%5Fid", "sessionId", "SessionID", "session_Id", "SESSION%5fID"] {
            let message = try guarded.forwarded(
                GuardFixture.request(
                    "POST", "/messages/?x=%20&\(name)=\(session)&y", token: try guarded.token(), "Content-Length: 0"))
            #expect(message.startLine == "POST /messages/?x=%20&\(name)=abc&y HTTP/1.1")
        }
    }

    @Test func `sessions of others, and names that were not given here, are not found`() throws {
        let guarded = try GuardFixture()
        let session = try Self.session(guarded)
        let (own, other) = (try guarded.token(), try guarded.token { $0.claims["sub"] = "local:eve" })
        for (token, query) in [
            (other, "session_id=\(session)"), (own, "session_id=abc"), (own, "session_id="), (own, "session%5Fid=abc"),
            (own, "session_id=\(session)&session_id=abc"), (own, "sessionId=abc&session_id=\(session)"),
            (own, "SessionID=abc"), (other, "session_Id=\(session)"), (own, "session_id=\(session)&Session_ID=abc"),
        ] {
            let response = try guarded.refused(
                GuardFixture.request(
                    "POST", "/messages/?" + query, token: token, "Content-Type: Application/JSON; charset=utf-8",
                    "Content-Length: 0"))
            #expect(response.status == 404)
            #expect(response.text.contains("-32001"))
        }
    }

    @Test(arguments: ["PUT", "PATCH", "DELETE", "GET"])
    func `no method reaches the session of somebody else`(method: String) throws {
        let guarded = try GuardFixture()
        let session = try Self.session(guarded)
        func request(_ session: String, _ sub: String, _ fields: String = "X: y") throws -> String {
            GuardFixture.request(
                method, "/messages/?sessionId=" + session, token: try guarded.token { $0.claims["sub"] = .string(sub) },
                "Content-Length: 0", fields)
        }
        #expect(try guarded.refused(request(session, "local:eve")).status == 404)
        #expect(try guarded.refused(request("abc", "local:eve", "Content-Type: application/json")).status == 404)
        #expect(
            try guarded.forwarded(request(session, "local:alice")).startLine
                == "\(method) /messages/?sessionId=abc HTTP/1.1")
    }

    @Test func `a session of today's transport opens none of the other`() throws {
        let guarded = try GuardFixture()
        let legacy = try Self.session(guarded)
        let eve = try guarded.token { $0.claims["sub"] = "local:eve" }
        let client = try guarded.fixture.client(GuardFixture.request("POST", token: eve, "Content-Length: 0"))
        let backend = try guarded.fixture.backend()
        _ = try guarded.fixture.request(backend)
        backend.send("HTTP/1.1 200 OK\r\nMcp-Session-Id: own\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        let own = try #require(try guarded.fixture.response(client)["Mcp-Session-Id"])
        for query in ["session_id=\(legacy)", "session_id=abc"] {
            let response = try guarded.refused(
                GuardFixture.request(
                    "POST", "/messages/?" + query, token: eve, "Mcp-Session-Id: \(own)",
                    "Content-Type: application/json", "Content-Length: 0"))
            #expect(response.status == 404)
        }
        let message = try guarded.forwarded(
            GuardFixture.request("POST", "/messages/?x=1", token: eve, "Mcp-Session-Id: \(own)", "Content-Length: 0"))
        #expect(message["Mcp-Session-Id"] == "own")
    }

    @Test func `a page of a stranger uses no session, wherever its messages go`() throws {
        let guarded = try GuardFixture()
        let session = try Self.session(guarded)
        let response = try guarded.refused(
            GuardFixture.request(
                "POST", "/inbox?session_id=\(session)", token: try guarded.token(), "Origin: https://evil.test",
                "Content-Length: 0"))
        #expect(response.status == 403)
    }

    @Test(arguments: [
        "Content-Type: application/x-www-form-urlencoded", "Content-Type: application/jsonp", "Content-Type: text/x",
        "X: y",
    ])
    func `a web application beside the server has parameters of that name`(field: String) throws {
        let guarded = try GuardFixture()
        for query in ["session_id=abc", "sessionId=", "session_id=a&sessionId=b"] {
            let message = try guarded.forwarded(
                GuardFixture.request("POST", "/app?" + query, token: try guarded.token(), field, "Content-Length: 0"))
            #expect(message.startLine == "POST /app?\(query) HTTP/1.1")
        }
    }

    @Test(arguments: ["/messages/", "/x/Message", "/sse", "/mcp", "/mcp/", "/m%65ssages"])
    func `where messages go only names that were given here count, whatever the content is`(path: String) throws {
        let guarded = try GuardFixture()
        for field in ["X: y", "Content-Type: application/jsonx", "Content-Type: text/plain"] {
            for query in ["session_id=abc", "sessionId=", "session_id=a&session_id=a"] {
                let response = try guarded.refused(
                    GuardFixture.request(
                        "POST", path + "?" + query, token: try guarded.token(), field, "Content-Length: 0"))
                #expect(response.status == 404)
            }
        }
    }

    @Test func `a sealed session of somebody else is not found, whatever the content is`() throws {
        let guarded = try GuardFixture()
        let session = try Self.session(guarded)
        let other = try guarded.token { $0.claims["sub"] = "local:eve" }
        let response = try guarded.refused(
            GuardFixture.request(
                "POST", "/messages/?session_id=\(session)", token: other, "Content-Type: text/plain",
                "Content-Length: 0"))
        #expect(response.status == 404)
    }

    @Test func `where nobody has to be known the server decides about sessions that are not known here`() throws {
        let json = "Content-Type: application/json"
        let excluded = try GuardFixture { $0.excludedPaths = ["/open"] }
        let message = try excluded.forwarded(
            GuardFixture.request("POST", "/open/x?session_id=abc", json, "Content-Length: 0"))
        #expect(message.startLine == "POST /open/x?session_id=abc HTTP/1.1")
        let passing = try GuardFixture { $0.mode = .passthrough }
        for token in [nil, try passing.token()] {
            let message = try passing.forwarded(
                GuardFixture.request("POST", "/x?session_id=abc", token: token, json, "Content-Length: 0"))
            #expect(message.startLine == "POST /x?session_id=abc HTTP/1.1")
        }
        let session = try Self.session(passing)
        let own = try passing.forwarded(
            GuardFixture.request(
                "POST", "/x?session_id=\(session)", token: try passing.token(), json, "Content-Length: 0"))
        #expect(own.startLine == "POST /x?session_id=abc HTTP/1.1")
    }
}
