import ProxyModel
import Testing

@testable import ProxyCore

@Suite struct LimitTests {
    private static let get = "GET / HTTP/1.1\r\nHost: app.test\r\n\r\n"

    private func settings(_ edit: (inout WorkerSettings) -> Void) -> WorkerSettings {
        var settings = WorkerSettings()
        edit(&settings)
        return settings
    }

    @Test func `a request beyond the queue is refused, those in the queue get their turn`() throws {
        let fixture = try WorkerFixture(
            settings {
                $0.maximumUpstreamConnections = 1
                $0.maximumQueued = 1
            })
        let first = try fixture.client(Self.get)
        let backend = try fixture.backend()
        _ = try fixture.request(backend)
        let second = try fixture.client("GET /second HTTP/1.1\r\nHost: app.test\r\n\r\n")
        try fixture.turn { fixture.worker.counters.openClients == 2 }
        let third = try fixture.client(Self.get)
        // Which of the two is in the queue is the kernel's choice: the other one is refused.
        try fixture.turn { !second.received.isEmpty || !third.received.isEmpty }
        let (refused, queued) = third.received.isEmpty ? (second, third) : (third, second)
        let refusal = try fixture.response(refused)
        #expect(refusal.status == 503)
        #expect(refusal["Proxy-Status"]?.contains("connection_limit_reached") == true)
        #expect(refusal["Retry-After"] != nil)
        backend.send("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n1")
        #expect(try fixture.response(first).text == "1")
        _ = try fixture.request(backend)
        backend.send("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n2")
        #expect(try fixture.response(queued).text == "2")
        #expect(fixture.backendCount == 1)
    }

    @Test func `a request does not wait in the queue without end`() throws {
        let fixture = try WorkerFixture(
            settings {
                $0.maximumUpstreamConnections = 1
                $0.timeouts.queue = 30
            })
        _ = try fixture.client(Self.get)
        let backend = try fixture.backend()
        _ = try fixture.request(backend)
        #expect(try fixture.response(fixture.client(Self.get)).status == 503)
    }

    @Test func `an upstream that does not answer in time is given up`() throws {
        let fixture = try WorkerFixture(settings { $0.timeouts.responseHead = 30 })
        let client = try fixture.client(Self.get)
        let backend = try fixture.backend()
        let response = try fixture.response(client)
        #expect(response.status == 504)
        #expect(response["Proxy-Status"]?.contains("http_response_timeout") == true)
        try fixture.turn { backend.isEnded }
        #expect(fixture.backendCount == 1)
    }

    @Test func `a declared length beyond the limit is refused before the upstream hears of it`() throws {
        let fixture = try WorkerFixture(settings { $0.maximumBody = 10 })
        let client = try fixture.client("POST / HTTP/1.1\r\nHost: app.test\r\nContent-Length: 11\r\n\r\n")
        #expect(try fixture.response(client).status == 413)
        #expect(fixture.backendCount == 0)
    }

    @Test func `chunks beyond the limit are refused when they pass it`() throws {
        let fixture = try WorkerFixture(settings { $0.maximumBody = 10 })
        let client = try fixture.client("POST / HTTP/1.1\r\nHost: app.test\r\nTransfer-Encoding: chunked\r\n\r\n")
        let backend = try fixture.backend()
        client.send("8\r\n12345678\r\n8\r\n12345678\r\n0\r\n\r\n")
        #expect(try fixture.response(client).status == 413)
        try fixture.turn { backend.isEnded }
    }

    @Test func `a proxy's limit goes before the setting`() throws {
        var traffic = TrafficPolicy()
        traffic.maxBodyBytes = 3
        let fixture = try WorkerFixture(settings { $0.maximumBody = 10 }, proxy: { $0.traffic = Boxed(traffic) })
        let client = try fixture.client("POST / HTTP/1.1\r\nHost: app.test\r\nContent-Length: 4\r\n\r\ndata")
        #expect(try fixture.response(client).status == 413)
    }

    @Test func `a head that does not end in time is answered with 408`() throws {
        let fixture = try WorkerFixture(settings { $0.timeouts.head = 30 })
        let client = try fixture.client("GET / HTTP/1.1\r\nHost: app")
        let response = try fixture.response(client)
        #expect(response.status == 408)
        #expect(response["Connection"] == "close")
        try fixture.turn { client.isEnded }
    }

    @Test func `a client that says nothing is closed without a word`() throws {
        let fixture = try WorkerFixture(settings { $0.timeouts.head = 30 })
        let client = try fixture.client()
        try fixture.turn { client.isEnded }
        #expect(client.received.isEmpty)
    }

    @Test func `an idle client is closed without a word`() throws {
        let fixture = try WorkerFixture(settings { $0.timeouts.keepAliveIdle = 30 })
        let client = try fixture.client("GET / HTTP/1.1\r\nHost: unknown.test\r\n\r\n")
        #expect(try fixture.response(client).status == 404)
        try fixture.turn { client.isEnded }
        #expect(client.received.isEmpty)
    }

    @Test func `content that does not come on is answered with 408`() throws {
        let fixture = try WorkerFixture(settings { $0.timeouts.bodyIdle = 30 })
        let client = try fixture.client("POST / HTTP/1.1\r\nHost: app.test\r\nContent-Length: 10\r\n\r\nhalf")
        let backend = try fixture.backend()
        #expect(try fixture.response(client).status == 408)
        try fixture.turn { backend.isEnded && client.isEnded }
    }

    @Test func `clients beyond the limit are not served`() throws {
        let fixture = try WorkerFixture(settings { $0.maximumClients = 1 })
        let first = try fixture.client("GET / HTTP/1.1\r\nHost: unknown.test\r\n\r\n")
        #expect(try fixture.response(first).status == 404)
        let second = try fixture.client(Self.get)
        try fixture.turn { second.isEnded }
        #expect(second.received.isEmpty)
        #expect(fixture.worker.counters.refusedConnections == 1)
    }

    @Test(arguments: [
        ("GET / HTTP/1.1\r\nHost: app.test\r\nX: " + String(repeating: "a", count: 70_000) + "\r\n\r\n", 431),
        ("GET /" + String(repeating: "a", count: 20_000) + " HTTP/1.1\r\nHost: app.test\r\n\r\n", 414),
        ("GET / HTTP/2.0\r\nHost: app.test\r\n\r\n", 505),
        ("GET / HTTP/1.1\r\n\r\n", 400),
        ("POST / HTTP/1.1\r\nHost: app.test\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", 400),
        ("POST / HTTP/1.1\r\nHost: app.test\r\nTransfer-Encoding: gzip\r\n\r\n", 400),
    ])
    func `what is not acceptable is refused and the connection closed`(_ request: String, _ status: Int) throws {
        let fixture = try WorkerFixture()
        let client = try fixture.client(request)
        let response = try fixture.response(client)
        #expect(response.status == status || (status == 400 && response.status == 501))
        #expect(response["Connection"] == "close")
        try fixture.turn { client.isEnded }
        #expect(fixture.backendCount == 0)
    }
}
