import ProxyModel
import Reactor
import Testing

@testable import ProxyCore

/// Requests at a port of a service that needs a token.
@Suite struct GatedRequestTests {
    private static let token = PortFixture.token
    private static let valid = "X-Source-Token: \(token)\r\n"

    // MARK: - Without a valid token

    @Test(arguments: [
        "", "X-Source-Token:\r\n", "X-Source-Token: \(token.dropLast())\r\n", "X-Source-Token: \(token)x\r\n",
        "X-Source-Token: \(token.uppercased())\r\n", "X-Source-Token: \(token), \(token)\r\n",
        "X-Source-Token: Bearer \(token)\r\n", "X_Source_Token: \(token)\r\n", "X-Source-Tokens: \(token)\r\n",
        "Authorization: \(token)\r\n", "Authorization: Basic \(token)\r\n", "Authorization: Bearer x\(token)\r\n",
        "Authorization: Bearer \(token) \(token)\r\n", "Proxy-Authorization: Bearer \(token)\r\n",
        "Cookie: X-Source-Token=\(token)\r\n", "X-Source-Token: wrong\r\nAuthorization: Bearer \(token)\r\n",
        "X-Source-Token:\r\nAuthorization: Bearer \(token)\r\n",
        "Connection: X-Source-Token\r\n" + valid,
        "Connection: keep-alive, authorization\r\n" + "Authorization: Bearer x\r\n",
        "X-Source-Token: " + String(repeating: "a", count: 4_000) + "\r\n",
    ])
    func `a request without a valid token is refused`(_ fields: String) throws {
        let fixture = try PortFixture()
        fixture.open("app", try fixture.gate())
        let answer = try fixture.refused(PortFixture.request(fields))
        #expect(answer.status == 401)
        #expect(answer.all("WWW-Authenticate") == ["Bearer"])
        #expect(answer["Content-Type"] == "application/problem+json")
        #expect(answer.text.contains("port_token_required"))
        #expect(!answer.text.contains(Self.token))
        #expect(fixture.worker.worker.counters.refusedTokens == 1)
    }

    @Test(arguments: ["/?token=\(token)", "/?X-Source-Token=\(token)", "/\(token)", "http://user:\(token)@any.test/"])
    func `no token is looked for in the target`(_ target: String) throws {
        let fixture = try PortFixture()
        fixture.open("app", try fixture.gate())
        let answer = try fixture.refused(PortFixture.request("", target: target))
        #expect([400, 401].contains(answer.status))
    }

    @Test(arguments: [
        valid + valid, valid + "X-Source-Token: wrong\r\n", "X-Source-Token: wrong\r\n" + valid,
        "x-source-token: wrong\r\n" + valid, "X-Source-Token:\r\n" + valid,
        "Authorization: Bearer \(token)\r\nAuthorization: Bearer \(token)\r\n",
        "Authorization: Basic eA==\r\nAuthorization: Bearer \(token)\r\n",
        valid + "Authorization: Bearer a\r\nAuthorization: Bearer b\r\n", "Authorization: Bearer\r\n",
    ])
    func `fields that two readers could read differently are refused`(_ fields: String) throws {
        let fixture = try PortFixture()
        fixture.open("app", try fixture.gate())
        let answer = try fixture.refused(PortFixture.request(fields))
        #expect(answer.status == 400)
        #expect(answer.text.contains("port_token_ambiguous"))
    }

    @Test(arguments: [
        "X-Source-Token : \(token)\r\n", "X-Source-Token:\r\n \(token)\r\n",
        valid + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n",
        valid + "Content-Length: 1\r\nContent-Length: 2\r\n",
        valid + "Transfer-Encoding: chunked, identity\r\n", valid + "Host: other.test\r\n",
    ])
    func `what is no valid request is refused whatever token it has`(_ fields: String) throws {
        let fixture = try PortFixture()
        fixture.open("app", try fixture.gate())
        #expect(try fixture.refused(PortFixture.request(fields)).status == 400)
    }

    @Test func `a token behind the content comes too late`() throws {
        let fixture = try PortFixture()
        fixture.open("app", try fixture.gate())
        let answer = try fixture.refused(
            "POST / HTTP/1.1\r\nHost: any.test\r\nTransfer-Encoding: chunked\r\nTrailer: X-Source-Token\r\n\r\n0\r\n"
                + Self.valid + "\r\n")
        #expect(answer.status == 401)
    }

    @Test func `a token admits one request and not the connection`() throws {
        let fixture = try PortFixture()
        fixture.open("app", try fixture.gate())
        let client = try fixture.client()
        try fixture.forwarded(PortFixture.request(Self.valid), on: client)
        #expect(try fixture.refused(PortFixture.request(""), on: client).status == 401)
        #expect(
            try fixture.refused(PortFixture.request("X-Source-Token: pt_0123456789abcdeX\r\n"), on: client).status
                == 401)
        let backend = try #require(fixture.worker.upstreams.first)
        #expect(backend.isResting)
        client.send(PortFixture.request(Self.valid))
        try fixture.worker.turn { !backend.isResting }
        #expect(fixture.worker.worker.counters.refusedTokens == 2)
    }

    @Test func `requests that came together are looked at one by one`() throws {
        let fixture = try PortFixture()
        fixture.open("app", try fixture.gate())
        let client = try fixture.client(PortFixture.request(Self.valid) + PortFixture.request("", target: "/second"))
        let backend = try fixture.worker.backend()
        #expect(try fixture.worker.request(backend).startLine == "GET / HTTP/1.1")
        backend.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        #expect(try fixture.worker.response(client).status == 200)
        #expect(try fixture.worker.response(client).status == 401)
        #expect(backend.received.isEmpty)
    }

    @Test func `content of a refused request is no request`() throws {
        let fixture = try PortFixture()
        fixture.open("app", try fixture.gate())
        let inner = PortFixture.request(Self.valid, target: "/inner")
        let client = try fixture.client(
            "POST / HTTP/1.1\r\nHost: any.test\r\nContent-Length: \(inner.utf8.count)\r\n\r\n" + inner)
        #expect(try fixture.worker.response(client).status == 401)
        try fixture.worker.turn { client.isEnded }
        #expect(client.received.isEmpty)
        #expect(fixture.worker.takeBackend() == nil)
    }

    // MARK: - With a valid token

    @Test(arguments: [
        "X-Source-Token: \(token)\r\n", "x-source-token: \(token)\r\n", "X-SOURCE-TOKEN:\(token)  \r\n",
        "Authorization: Bearer \(token)\r\n", "authorization: bearer  \(token)\r\n",
        "X-Source-Token: \(token)\r\nAuthorization: Bearer \(token)\r\n",
        "X-Source-Token: \(token)\r\nX_Source_Token: \(token)\r\n",
    ])
    func `a token is taken off the request that it admits`(_ fields: String) throws {
        let fixture = try PortFixture()
        fixture.open("app", try fixture.gate())
        let message = try fixture.forwarded(PortFixture.request(fields + "Cookie: a=b\r\n", target: "/path?q=1"))
        #expect(message.startLine == "GET /path?q=1 HTTP/1.1")
        #expect(message["Host"] == "any.test")
        #expect(message["Cookie"] == "a=b")
        #expect(message["Authorization"] == nil)
        #expect(!message.fields.contains { $0.value.contains(Self.token) })
    }

    @Test(arguments: ["Basic dXNlcjpwYXNz", "Bearer of-the-application", "Digest username=\"a\""])
    func `credentials of another kind go on to the container`(_ value: String) throws {
        let fixture = try PortFixture()
        fixture.open("app", try fixture.gate())
        let message = try fixture.forwarded(PortFixture.request(Self.valid + "Authorization: \(value)\r\n"))
        #expect(message["Authorization"] == value)
        #expect(message["X-Source-Token"] == nil)
    }

    @Test(arguments: ["Bearer acp_of-another-port", "bearer  ACP_of-another-port"])
    func `a token of another port does not reach the container`(_ value: String) throws {
        let fixture = try PortFixture()
        fixture.open("app", try fixture.gate())
        let message = try fixture.forwarded(PortFixture.request(Self.valid + "Authorization: \(value)\r\n"))
        #expect(message["Authorization"] == nil)
    }

    @Test func `the container learns who asked, and no field of a client's making`() throws {
        let fixture = try PortFixture()
        fixture.open("app", try fixture.gate())
        let message = try fixture.forwarded(
            PortFixture.request(
                Self.valid
                    + "X-Forwarded-For: 192.0.2.1\r\nX-Auth-User: root\r\nKeep-Alive: 1\r\nX-Request-ID: mine\r\n"))
        #expect(message["X-Forwarded-For"] == "127.0.0.1")
        #expect(message["X-Forwarded-Proto"] == "http")
        #expect(message["X-Auth-User"] == nil)
        #expect(message["Keep-Alive"] == nil)
        #expect(message["X-Request-ID"] != "mine")
        #expect(message["Via"] == "1.1 proxyd")
    }

    @Test func `a request that came through this node before is a loop`() throws {
        let fixture = try PortFixture()
        fixture.open("app", try fixture.gate())
        #expect(try fixture.refused(PortFixture.request(Self.valid + "Via: 1.1 proxyd\r\n")).status == 508)
    }

    @Test func `without a container the answer says to come again`() throws {
        let fixture = try PortFixture()
        fixture.open("app", .stopped, try fixture.gate())
        #expect(try fixture.refused(PortFixture.request("")).status == 401)
        let answer = try fixture.refused(PortFixture.request(Self.valid))
        #expect(answer.status == 503)
        #expect(answer["Retry-After"] != nil)
    }

    @Test(arguments: [ServiceEndpoints.Phase.starting, .asleep, .ready])
    func `a request waits for a container that is on its way`(_ phase: ServiceEndpoints.Phase) throws {
        let fixture = try PortFixture()
        fixture.open("app", phase, try fixture.gate())
        let client = try fixture.client(PortFixture.request(Self.valid))
        try fixture.worker.turn(untilExchanges: 1)
        #expect(fixture.calls.all == (phase == .asleep ? ["app"] : []))
        #expect(fixture.worker.worker.serviceUses() == [ServiceUse(service: "app", idle: 0)])
        fixture.open("app", try fixture.gate())
        let backend = try fixture.worker.backend()
        #expect(try fixture.worker.request(backend)["X-Source-Token"] == nil)
        backend.send("HTTP/1.1 204 No Content\r\n\r\n")
        #expect(try fixture.worker.response(client).status == 204)
    }

    @Test func `nobody without a token wakes a container`() throws {
        let fixture = try PortFixture()
        fixture.open("app", .asleep, try fixture.gate())
        #expect(try fixture.refused(PortFixture.request("")).status == 401)
        #expect(fixture.calls.all.isEmpty)
        #expect(fixture.worker.worker.serviceUses().isEmpty)
    }

    @Test func `a request that waits when its port closes is answered`() throws {
        let fixture = try PortFixture()
        fixture.open("app", .starting, try fixture.gate())
        let client = try fixture.client(PortFixture.request(Self.valid))
        try fixture.worker.turn(untilExchanges: 1)
        fixture.apply(fixture.delete())
        #expect(try fixture.worker.response(client).status == 503)
    }

    @Test func `a container that moves is followed by connections that stay`() throws {
        let fixture = try PortFixture()
        fixture.open("app", .stopped, try fixture.gate())
        let client = try fixture.client()
        #expect(try fixture.refused(PortFixture.request(Self.valid), on: client).status == 503)
        fixture.open("app", try fixture.gate())
        try fixture.forwarded(PortFixture.request(Self.valid), on: client)
        #expect(fixture.reports.all.count == 1)
    }

    @Test func `a WebSocket passes`() throws {
        let fixture = try PortFixture()
        fixture.open("app", try fixture.gate())
        let upgrade = "Connection: upgrade\r\nUpgrade: websocket\r\n"
        #expect(try fixture.refused(PortFixture.request(upgrade)).status == 401)
        let client = try fixture.client(PortFixture.request(Self.valid + upgrade) + "early")
        let backend = try fixture.worker.backend()
        let request = try fixture.worker.request(backend)
        #expect(request["Upgrade"] == "websocket")
        #expect(request["X-Source-Token"] == nil)
        backend.send("HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\nhello")
        #expect(try fixture.worker.response(client).status == 101)
        try fixture.worker.turn { client.text == "hello" && backend.text == "early" }
        backend.finishWriting()
        client.finishWriting()
        try fixture.worker.turn { client.isEnded && backend.isEnded }
    }

    @Test func `events arrive one by one`() throws {
        let fixture = try PortFixture()
        fixture.open("app", try fixture.gate())
        let client = try fixture.client(PortFixture.request("Authorization: Bearer \(Self.token)\r\n"))
        let backend = try fixture.worker.backend()
        _ = try fixture.worker.request(backend)
        backend.send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n")
        for event in ["data: 1\n\n", "data: 2\n\n"] {
            backend.send(event)
            try fixture.worker.turn { client.text.contains(event) }
        }
        backend.finishWriting()
        #expect(try fixture.worker.response(client).text == "data: 1\n\ndata: 2\n\n")
    }

    @Test func `content is passed on up to the limit`() throws {
        let fixture = try PortFixture { $0.maximumBody = 1_000 }
        fixture.open("app", try fixture.gate())
        func post(_ length: Int) -> String {
            "POST / HTTP/1.1\r\nHost: any.test\r\n\(Self.valid)Content-Length: \(length)\r\n\r\n"
                + String(repeating: "a", count: length)
        }
        #expect(try fixture.refused(post(1_001)).status == 413)
        #expect(try fixture.forwarded(post(1_000)).body.count == 1_000)
    }

    @Test func `a line of the log names the service and the port`() throws {
        let capture = try LogCapture()
        let fixture = try PortFixture(log: capture.writer)
        fixture.open("app", try fixture.gate("api"))
        try fixture.forwarded(PortFixture.request(Self.valid))
        _ = try fixture.refused(PortFixture.request(""))
        fixture.worker.worker.flushLog()
        let lines = try capture.lines()
        let parsed = try lines.map { try JSONValue(parsing: Array($0.utf8)) }
        #expect(parsed.map { $0["service"]?.stringValue } == ["app", "app"])
        #expect(parsed.map { $0["port"]?.stringValue } == ["api", "api"])
        #expect(parsed.map { $0["host"]?.stringValue } == ["any.test", "any.test"])
        #expect(parsed.last?["failure"]?.stringValue == "port_token_required")
        #expect(!lines.contains { $0.contains(Self.token) })
    }

    // MARK: - Sources

    @Test func `with a list of sources both count`() throws {
        let fixture = try PortFixture()
        fixture.open("app", try fixture.gate(sources: ["127.0.0.1/32"]))
        let client = try fixture.client()
        try fixture.forwarded(PortFixture.request(Self.valid), on: client)
        #expect(try fixture.refused(PortFixture.request(""), on: client).status == 401)
        fixture.open("app", try fixture.gate(sources: ["192.0.2.0/24"]))
        #expect(try fixture.refused(PortFixture.request(Self.valid), on: client).status == 403)
        let late = try fixture.client(PortFixture.request(Self.valid))
        try fixture.worker.turn { late.isEnded }
        #expect(late.received.isEmpty)
        let counts = fixture.worker.worker.portCounts
        #expect(counts.requests == 1 && counts.refusedTokens == 1 && counts.refusedSources == 2)
    }

    @Test func `a forwarded address opens no list of sources`() throws {
        let fixture = try PortFixture { $0.trustedProxies = [IPNetwork("127.0.0.0/8")].compactMap(\.self) }
        fixture.open("app", try fixture.gate(sources: ["192.0.2.0/24"]))
        let client = try fixture.client(PortFixture.request(Self.valid + "X-Forwarded-For: 192.0.2.7\r\n"))
        try fixture.worker.turn { client.isEnded }
        #expect(client.received.isEmpty)
    }
}
