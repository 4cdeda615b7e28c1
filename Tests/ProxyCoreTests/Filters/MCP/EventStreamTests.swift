import ProxyModel
import Testing

@testable import ProxyCore

/// Streams of events of an MCP server on their way through the guard.
@Suite struct EventStreamTests {
    private static let head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
    private static let comment = ": keep-alive\n\n"
    private static let chunkedComment = "e\r\n: keep-alive\n\n\r\n"

    private static func chunk(_ text: String) -> String { String(text.utf8.count, radix: 16) + "\r\n" + text + "\r\n" }

    private struct Stream {
        let fixture: WorkerFixture
        let client: Wire
        let backend: Wire

        /// A stream that has begun.
        init(
            _ guarded: GuardFixture, head: String = EventStreamTests.head, request: String? = nil
        ) throws {
            fixture = guarded.fixture
            let token = try guarded.token()
            client = try fixture.client(request ?? GuardFixture.request(token: token, "Accept: text/event-stream"))
            backend = try fixture.backend()
            _ = try fixture.request(backend)
            backend.send(head)
            try fixture.turn { client.text.contains("\r\n\r\n") }
        }

        /// What has come behind the head.
        var content: String {
            guard let end = client.text.range(ofHeadEnd: ()) else { return "" }
            return String(client.text.unicodeScalars[end...])
        }
    }

    private static func fixture(pause: Int64 = 20_000) throws -> GuardFixture {
        try GuardFixture(settings: { $0.guarding.eventStreamPause = pause })
    }

    @Test func `a comment follows the head at once, before the first event`() throws {
        let stream = try Stream(Self.fixture())
        try stream.fixture.turn { !stream.content.isEmpty }
        #expect(stream.content == Self.chunkedComment)
        #expect(stream.client.text.contains("X-Accel-Buffering: no\r\n"))
        let event = Self.chunk("data: 1\n\n")
        stream.backend.send(event)
        try stream.fixture.turn { stream.content.count > Self.chunkedComment.count }
        #expect(stream.content == Self.chunkedComment + event)
    }

    @Test func `a silent stream gets comments between events and none within one`() throws {
        let stream = try Stream(Self.fixture(pause: 40))
        let three = Self.chunkedComment + Self.chunkedComment + Self.chunkedComment
        try stream.fixture.turn { stream.content.hasPrefix(three) }
        // The first event passes as a whole, later ones as they come.
        let first = Self.chunk("data: 0\n\n")
        stream.backend.send(first)
        try stream.fixture.turn { stream.content.contains(first) }
        stream.backend.send(Self.chunk("data: 1\n"))
        try stream.fixture.turn { stream.content.hasSuffix("data: 1\n\r\n") }
        try stream.fixture.pass(200)
        #expect(stream.content.hasSuffix("data: 1\n\r\n"))
        stream.backend.send(Self.chunk("\n"))
        try stream.fixture.turn { stream.content.hasSuffix("1\r\n\n\r\n" + Self.chunkedComment) }
    }

    @Test func `the content is that of the upstream but for the comments, to its end`() throws {
        let stream = try Stream(Self.fixture(pause: 40))
        stream.backend.send(Self.chunk("id: 1\r\nda"))
        try stream.fixture.pass(100)
        stream.backend.send(Self.chunk("ta: x\r\n\r\n"))
        try stream.fixture.pass(100)
        stream.backend.send(Self.chunk("data: y\n\n") + "0\r\n\r\n")
        let response = try stream.fixture.response(stream.client)
        #expect(response.text.hasPrefix(Self.comment))
        let events = response.text.split(separator: ": keep-alive\n\n").joined()
        #expect(events == "id: 1\r\ndata: x\r\n\r\ndata: y\n\n")
        // Nothing is said behind the end.
        try stream.fixture.pass(120)
        #expect(stream.client.received.isEmpty)
    }

    @Test func `a stream that ends with the connection is kept alive too`() throws {
        let stream = try Stream(
            Self.fixture(pause: 40), head: "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\n\r\n")
        try stream.fixture.turn { stream.content.hasPrefix(Self.chunkedComment + Self.chunkedComment) }
    }

    @Test func `a client of HTTP 1_0 gets comments without chunks`() throws {
        let fixture = try Self.fixture(pause: 40)
        let request = "GET /mcp HTTP/1.0\r\nHost: app.test\r\nAuthorization: Bearer \(try fixture.token())\r\n\r\n"
        let stream = try Stream(fixture, request: request)
        try stream.fixture.turn { stream.content.hasPrefix(Self.comment + Self.comment) }
    }

    @Test(arguments: [
        "Content-Type: application/json\r\nTransfer-Encoding: chunked",
        "Content-Type: text/event-streams\r\nTransfer-Encoding: chunked",
        "Content-Type: text/event-stream\r\nContent-Length: 20",
        "Content-Type: text/event-stream\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: chunked",
    ])
    func `nothing is put into other content`(_ fields: String) throws {
        let stream = try Stream(Self.fixture(pause: 20), head: "HTTP/1.1 200 OK\r\n\(fields)\r\n\r\n")
        try stream.fixture.pass(120)
        #expect(stream.content.isEmpty)
    }

    @Test func `hosts that are no MCP servers are left alone`() throws {
        let fixture = try GuardFixture(isResource: false, settings: { $0.guarding.eventStreamPause = 20 })
        let stream = try Stream(fixture)
        try stream.fixture.pass(120)
        #expect(stream.content.isEmpty)
        #expect(!stream.client.text.contains("X-Accel-Buffering"))
    }

    @Test func `a client that goes away takes its upstream request with it`() throws {
        let stream = try Stream(Self.fixture(pause: 20))
        stream.client.reset()
        try stream.fixture.turn { stream.backend.isEnded }
        #expect(stream.fixture.worker.guardedExchanges == 0)
        try stream.fixture.pass(100)
    }

    @Test func `a stream that says nothing for long is not given up`() throws {
        let fixture = try GuardFixture(settings: {
            $0.guarding.eventStreamPause = 40
            $0.timeouts.responseIdle = 100
        })
        let stream = try Stream(fixture)
        try stream.fixture.pass(400)
        #expect(!stream.client.isEnded)
        #expect(!stream.backend.isEnded)
    }

    @Test func `the operator's own limit of silence holds`() throws {
        let fixture = try GuardFixture(
            settings: { $0.guarding.eventStreamPause = 40 },
            proxy: { target in
                var traffic = TrafficPolicy()
                traffic.idleTimeoutMS = 150
                target.traffic = Boxed(traffic)
            })
        let stream = try Stream(fixture)
        try stream.fixture.turn { stream.client.isEnded }
        #expect(stream.backend.isEnded)
    }
}

extension String {
    /// Where what follows a head begins.
    fileprivate func range(ofHeadEnd: Void) -> String.UnicodeScalarView.Index? {
        let scalars = unicodeScalars
        var seen: [Unicode.Scalar] = []
        for index in scalars.indices {
            seen.append(scalars[index])
            if seen.suffix(4) == ["\r", "\n", "\r", "\n"] { return scalars.index(after: index) }
        }
        return nil
    }
}
