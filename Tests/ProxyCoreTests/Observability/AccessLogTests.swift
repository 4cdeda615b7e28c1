import ProxyModel
import Testing

@testable import ProxyCore

@Suite struct AccessLogTests {
    /// Runs exchanges with a log, and returns its lines.
    private func log(
        _ format: AccessLogFormat = .json, _ body: (WorkerFixture) throws -> Void
    ) throws -> [String] {
        let capture = try LogCapture()
        var settings = WorkerSettings()
        settings.accessLog = format
        settings.timeouts.halfClosed = 30
        let fixture = try WorkerFixture(settings, log: capture.writer)
        try body(fixture)
        fixture.worker.flushLog()
        return try capture.lines()
    }

    private func parsed(_ lines: [String]) throws -> [JSONValue] {
        try lines.map { try JSONValue(parsing: Array($0.utf8)) }
    }

    @Test func `a line tells what happened`() throws {
        let lines = try log { fixture in
            let client = try fixture.client(
                "POST /path?secret=1 HTTP/1.1\r\nHost: app.test\r\nUser-Agent: test/1\r\nCookie: secret\r\n"
                    + "Content-Length: 4\r\n\r\ndata")
            let backend = try fixture.backend()
            _ = try fixture.request(backend)
            backend.send("HTTP/1.1 201 Created\r\nContent-Length: 5\r\n\r\nhello")
            _ = try fixture.response(client)
        }
        let line = try #require(try parsed(lines).first)
        #expect(lines.count == 1)
        #expect(line["client"]?.stringValue == "127.0.0.1")
        #expect(line["host"]?.stringValue == "app.test")
        #expect(line["method"]?.stringValue == "POST")
        #expect(line["path"]?.stringValue == "/path")
        #expect(line["status"]?.integerValue == 201)
        #expect(line["bytes_in"]?.integerValue == 4)
        #expect(line["bytes_out"]?.integerValue == 5)
        #expect(line["reused"]?.boolValue == false)
        #expect(line["tls"]?.boolValue == false)
        #expect(line["user_agent"]?.stringValue == "test/1")
        #expect(line["upstream"]?.stringValue?.hasPrefix("127.0.0.1:") == true)
        #expect(line["failure"] == nil)
        #expect(line["id"]?.stringValue?.count == 32)
        #expect(!lines[0].contains("secret"))
    }

    @Test func `hostile bytes cannot leave their string`() throws {
        let agents: [[UInt8]] = [
            Array("\",\"status\":999,\"x\":\"".utf8), Array("\\".utf8), Array("\\\"".utf8),
            [0xFF, 0xFE, 0x80, 0xC0], Array("\u{1F512} \u{2028}".utf8), Array("a\tb".utf8),
        ]
        let lines = try log { fixture in
            for agent in agents {
                let client = try fixture.client("GET / HTTP/1.1\r\nHost: unknown.test\r\nUser-Agent: ")
                client.send(agent + Array("\r\n\r\n".utf8))
                _ = try fixture.response(client)
            }
        }
        let values = try parsed(lines)
        #expect(values.count == agents.count)
        for (value, agent) in zip(values, agents) {
            // Each byte is the code point of its number.
            let expected = String(String.UnicodeScalarView(agent.map { Unicode.Scalar($0) }))
            #expect(value["status"]?.integerValue == 404)
            #expect(value["user_agent"]?.stringValue == expected)
            #expect(value["failure"]?.stringValue == "unknown_host")
        }
    }

    @Test func `what could not be parsed is one line too`() throws {
        let lines = try log { fixture in
            for text in ["\u{0}\u{1}\"\\ / HTTP/1.1\r\n\r\n", "GET / HTTP/9\r\n\r\n", "GET /\"\\ HTTP/1.1\r\n\r\n"] {
                let client = try fixture.client(text)
                _ = try fixture.response(client)
            }
        }
        let values = try parsed(lines)
        #expect(values.count == 3)
        #expect(values.allSatisfy { ($0["status"]?.integerValue ?? 0) >= 400 && $0["failure"] != nil })
    }

    @Test func `a client that gave up is logged as such`() throws {
        let lines = try log { fixture in
            let client = try fixture.client("GET / HTTP/1.1\r\nHost: app.test\r\n\r\n")
            let backend = try fixture.backend()
            _ = try fixture.request(backend)
            client.shutDown()
            try fixture.turn { backend.isEnded }
        }
        let line = try #require(try parsed(lines).first)
        #expect(line["status"]?.integerValue == 499)
        #expect(line["failure"]?.stringValue == "client_aborted")
    }

    @Test func `a reused connection is told`() throws {
        let lines = try log { fixture in
            let client = try fixture.client("GET / HTTP/1.1\r\nHost: app.test\r\n\r\n")
            let backend = try fixture.backend()
            for _ in 0..<2 {
                _ = try fixture.request(backend)
                backend.send("HTTP/1.1 204 No Content\r\n\r\n")
                _ = try fixture.response(client)
                client.send("GET / HTTP/1.1\r\nHost: app.test\r\n\r\n")
            }
            _ = try fixture.request(backend)
        }
        #expect(try parsed(lines).prefix(2).map { $0["reused"]?.boolValue } == [false, true])
    }

    @Test func `the plain form is one line for people`() throws {
        let lines = try log(.plain) { fixture in
            let client = try fixture.client("GET /a HTTP/1.1\r\nHost: unknown.test\r\n\r\n")
            _ = try fixture.response(client)
        }
        #expect(lines.count == 1)
        #expect(lines.first?.contains(" 127.0.0.1 GET http://unknown.test/a 404 ") == true)
    }

    @Test func `nothing is written when the log is off`() throws {
        let lines = try log(.off) { fixture in
            _ = try fixture.response(fixture.client("GET / HTTP/1.1\r\nHost: unknown.test\r\n\r\n"))
        }
        #expect(lines.isEmpty)
    }
}
