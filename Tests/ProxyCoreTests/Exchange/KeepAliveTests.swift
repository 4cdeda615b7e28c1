import ProxyModel
import Testing

@testable import ProxyCore

@Suite struct KeepAliveTests {
    @Test func `one client connection carries many requests over one upstream connection`() throws {
        let fixture = try WorkerFixture()
        let client = try fixture.client()
        client.send("GET /0 HTTP/1.1\r\nHost: app.test\r\n\r\n")
        let backend = try fixture.backend()
        for index in 0..<20 {
            if index > 0 { client.send("GET /\(index) HTTP/1.1\r\nHost: app.test\r\n\r\n") }
            #expect(try fixture.request(backend).startLine == "GET /\(index) HTTP/1.1")
            backend.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n\(index + 10)")
            #expect(try fixture.response(client).text == "\(index + 10)")
        }
        #expect(fixture.backendCount == 1)
        #expect(fixture.worker.counters.requests == 20)
        #expect(fixture.worker.counters.failures == 0)
    }

    @Test func `pipelined requests are answered in their order`() throws {
        let fixture = try WorkerFixture()
        let requests = (0..<10).map { "GET /\($0) HTTP/1.1\r\nHost: app.test\r\n\r\n" }.joined()
        let client = try fixture.client(requests)
        let backend = try fixture.backend()
        for index in 0..<10 {
            #expect(try fixture.request(backend).startLine == "GET /\(index) HTTP/1.1")
            backend.send("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n\(index)")
        }
        for index in 0..<10 { #expect(try fixture.response(client).text == "\(index)") }
        #expect(client.received.isEmpty)
    }

    @Test func `a pipelined request waits for the answer before it`() throws {
        let fixture = try WorkerFixture()
        let client = try fixture.client(
            "GET /slow HTTP/1.1\r\nHost: app.test\r\n\r\nGET / HTTP/1.1\r\nHost: unknown.test\r\n\r\n")
        let backend = try fixture.backend()
        _ = try fixture.request(backend)
        #expect(client.received.isEmpty)
        backend.send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nslow")
        #expect(try fixture.response(client).text == "slow")
        #expect(try fixture.response(client).status == 404)
    }

    @Test(arguments: [
        ("GET / HTTP/1.1\r\nHost: app.test\r\nConnection: close\r\n\r\n", false),
        ("GET / HTTP/1.0\r\nHost: app.test\r\n\r\n", false),
        ("GET / HTTP/1.0\r\nHost: app.test\r\nConnection: keep-alive\r\n\r\n", true),
        ("GET / HTTP/1.1\r\nHost: app.test\r\n\r\n", true),
    ])
    func `the client decides whether its connection is kept`(_ request: String, _ isKept: Bool) throws {
        let fixture = try WorkerFixture()
        let client = try fixture.client(request)
        let backend = try fixture.backend()
        _ = try fixture.request(backend)
        backend.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        #expect(try fixture.response(client).text == "ok")
        if isKept {
            client.send(request)
            _ = try fixture.request(backend)
        } else {
            try fixture.turn { client.isEnded }
        }
    }

    @Test func `connection fields stay on their own connection`() throws {
        let fixture = try WorkerFixture()
        let client = try fixture.client(
            "GET / HTTP/1.1\r\nHost: app.test\r\nConnection: x-hop, keep-alive\r\nX-Hop: 1\r\nKeep-Alive: 5\r\n\r\n")
        let backend = try fixture.backend()
        let request = try fixture.request(backend)
        #expect(request["X-Hop"] == nil)
        #expect(request["Keep-Alive"] == nil)
        backend.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: X-Back\r\nX-Back: 1\r\nX-End: 1\r\n\r\n")
        let response = try fixture.response(client)
        #expect(response["X-Back"] == nil)
        #expect(response["X-End"] == "1")
    }

    @Test func `a response that says close ends the upstream's connection only`() throws {
        let fixture = try WorkerFixture()
        let client = try fixture.client("GET / HTTP/1.1\r\nHost: app.test\r\n\r\n")
        let first = try fixture.backend()
        _ = try fixture.request(first)
        first.send("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nConnection: close\r\n\r\n1")
        #expect(try fixture.response(client).text == "1")
        try fixture.turn { first.isEnded }
        client.send("GET / HTTP/1.1\r\nHost: app.test\r\n\r\n")
        let second = try fixture.backend()
        _ = try fixture.request(second)
        second.send("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n2")
        #expect(try fixture.response(client).text == "2")
    }

    @Test func `a draining worker closes idle clients and finishes the busy ones`() throws {
        let fixture = try WorkerFixture()
        let idle = try fixture.client("GET / HTTP/1.1\r\nHost: unknown.test\r\n\r\n")
        #expect(try fixture.response(idle).status == 404)
        let busy = try fixture.client("GET / HTTP/1.1\r\nHost: app.test\r\n\r\n")
        let backend = try fixture.backend()
        _ = try fixture.request(backend)
        var isDrained = false
        fixture.worker.drain { isDrained = true }
        try fixture.turn { idle.isEnded }
        #expect(!isDrained)
        backend.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        let response = try fixture.response(busy)
        #expect(response.text == "ok")
        #expect(response["Connection"] == "close")
        try fixture.turn { isDrained && busy.isEnded }
    }

    @Test func `a deleted proxy finishes its exchanges and lets its upstream go`() throws {
        let fixture = try WorkerFixture()
        let busy = try fixture.client("GET / HTTP/1.1\r\nHost: app.test\r\n\r\n")
        let first = try fixture.backend()
        _ = try fixture.request(first)
        let idle = try fixture.client("GET / HTTP/1.1\r\nHost: app.test\r\n\r\n")
        let second = try fixture.backend()
        _ = try fixture.request(second)
        second.send("HTTP/1.1 204 No Content\r\n\r\n")
        #expect(try fixture.response(idle).status == 204)
        fixture.worker.routing.apply(.delete(RecordKey(.proxies, WorkerFixture.host)))
        try fixture.turn { second.isEnded }
        first.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        #expect(try fixture.response(busy).text == "ok")
        try fixture.turn { first.isEnded }
        busy.send("GET / HTTP/1.1\r\nHost: app.test\r\n\r\n")
        #expect(try fixture.response(busy).status == 404)
    }

    @Test func `an unused upstream connection is closed after its time`() throws {
        var settings = WorkerSettings()
        settings.timeouts.upstreamIdle = 30
        let fixture = try WorkerFixture(settings)
        let client = try fixture.client("GET / HTTP/1.1\r\nHost: app.test\r\n\r\n")
        let backend = try fixture.backend()
        _ = try fixture.request(backend)
        backend.send("HTTP/1.1 204 No Content\r\n\r\n")
        #expect(try fixture.response(client).status == 204)
        try fixture.turn { backend.isEnded }
    }
}
