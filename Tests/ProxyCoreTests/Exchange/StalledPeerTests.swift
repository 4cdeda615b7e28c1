import ProxyModel
import Reactor
import Testing

@testable import ProxyCore

/// Peers that stop in the middle: each is given up by its own deadline, and nobody by another's.
@Suite struct StalledPeerTests {
    private static let large = 8 * 1024 * 1024

    private func fixture(
        _ edit: (inout WorkerSettings.Timeouts) -> Void, idle: Int? = nil
    ) throws -> WorkerFixture {
        var settings = WorkerSettings()
        edit(&settings.timeouts)
        var traffic = TrafficPolicy()
        traffic.idleTimeoutMS = idle
        return try WorkerFixture(settings, proxy: { $0.traffic = idle == nil ? nil : Boxed(traffic) })
    }

    @Test(arguments: ["", "Expect: 100-continue\r\n"])
    func `a client that never sends its content is given up`(_ field: String) throws {
        let fixture = try fixture { $0.bodyIdle = 30 }
        let client = try fixture.client("POST / HTTP/1.1\r\nHost: app.test\r\nContent-Length: 10\r\n\(field)\r\n")
        let backend = try fixture.backend()
        #expect(try fixture.response(client).status == 408)
        try fixture.turn { client.isEnded && backend.isEnded && fixture.upstreams.isEmpty }
    }

    @Test func `a client that waited in the queue and sends no content is given up`() throws {
        var settings = WorkerSettings()
        settings.maximumUpstreamConnections = 1
        settings.timeouts.bodyIdle = 30
        let fixture = try WorkerFixture(settings)
        let first = try fixture.client("GET / HTTP/1.1\r\nHost: app.test\r\n\r\n")
        let backend = try fixture.backend()
        _ = try fixture.request(backend)
        let second = try fixture.client("POST / HTTP/1.1\r\nHost: app.test\r\nContent-Length: 10\r\n\r\n")
        try fixture.turn(untilExchanges: 2)
        backend.send("HTTP/1.1 204 No Content\r\n\r\n")
        #expect(try fixture.response(first).status == 204)
        #expect(try fixture.response(second).status == 408)
    }

    @Test(arguments: ["Content-Length: \(large)\r\n\r\n", "\r\n"])
    func `a client that does not read its answer is given up`(_ framing: String) throws {
        let fixture = try fixture { $0.responseIdle = 50 }
        let client = try fixture.client("GET / HTTP/1.1\r\nHost: app.test\r\n\r\n")
        client.takes = false
        let backend = try fixture.backend()
        _ = try fixture.request(backend)
        backend.send("HTTP/1.1 200 OK\r\n" + framing)
        backend.send([UInt8](repeating: 0x61, count: Self.large))
        try fixture.turn { backend.isEnded && fixture.served.isEmpty && fixture.upstreams.isEmpty }
    }

    @Test func `a client that sends on but does not read is given up`() throws {
        let fixture = try fixture {
            $0.responseIdle = 50
            $0.bodyIdle = 50
        }
        let client = try fixture.client("POST / HTTP/1.1\r\nHost: app.test\r\nContent-Length: 2\r\n\r\n1")
        client.takes = false
        let backend = try fixture.backend()
        try fixture.turn { backend.text.hasSuffix("\r\n\r\n1") }
        backend.send("HTTP/1.1 200 OK\r\nContent-Length: \(Self.large)\r\n\r\n")
        backend.send([UInt8](repeating: 0x61, count: Self.large))
        try fixture.turn { fixture.served.contains { $0.isBlocked } }
        client.send("2")
        try fixture.turn { backend.isEnded && fixture.served.isEmpty && fixture.upstreams.isEmpty }
    }

    @Test func `a slow client is not taken for a silent upstream`() throws {
        let fixture = try fixture({ _ in }, idle: 40)
        let client = try fixture.client("GET / HTTP/1.1\r\nHost: app.test\r\n\r\n")
        client.takes = false
        let backend = try fixture.backend()
        _ = try fixture.request(backend)
        backend.send("HTTP/1.1 200 OK\r\nContent-Length: \(Self.large)\r\n\r\n")
        backend.send([UInt8](repeating: 0x61, count: Self.large))
        try fixture.turn { fixture.served.contains { $0.isBlocked } }
        try fixture.pass(150)
        client.takes = true
        try fixture.turn { client.isEnded || client.received.count > Self.large }
        #expect(try fixture.response(client).body.count == Self.large)
    }

    @Test func `a silent upstream in the middle of its answer is given up`() throws {
        let fixture = try fixture({ _ in }, idle: 40)
        let client = try fixture.client("GET / HTTP/1.1\r\nHost: app.test\r\n\r\n")
        let backend = try fixture.backend()
        _ = try fixture.request(backend)
        backend.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf")
        try fixture.turn { client.isEnded && backend.isEnded }
        #expect(client.text.hasSuffix("half"))
    }

    @Test func `an upstream that does not take the content is given up`() throws {
        let fixture = try fixture { $0.bodyIdle = 50 }
        let client = try fixture.client("PUT / HTTP/1.1\r\nHost: app.test\r\nContent-Length: \(2 * Self.large)\r\n\r\n")
        let backend = try fixture.backend()
        backend.takes = false
        client.send([UInt8](repeating: 0x61, count: 2 * Self.large))
        #expect(try fixture.response(client).status == 504)
        #expect(fixture.upstreams.isEmpty)
    }

    @Test func `an interim response does not start the clock of the final one`() throws {
        let fixture = try fixture({ $0.responseHead = 5_000 }, idle: 30)
        let client = try fixture.client(
            "POST / HTTP/1.1\r\nHost: app.test\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n")
        let backend = try fixture.backend()
        try fixture.turn { backend.text.hasSuffix("\r\n\r\n") }
        backend.send("HTTP/1.1 100 Continue\r\n\r\n")
        #expect(try fixture.response(client).status == 100)
        try fixture.pass(120)
        client.send("data")
        #expect(try fixture.request(backend).text == "data")
        backend.send("HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 ")
        #expect(try fixture.response(client).status == 103)
        try fixture.pass(120)
        backend.send("OK\r\nContent-Length: 2\r\n\r\nok")
        #expect(try fixture.response(client).text == "ok")
    }

    @Test func `interim responses do not put off the final one's deadline`() throws {
        let fixture = try fixture { $0.responseHead = 200 }
        let client = try fixture.client("GET / HTTP/1.1\r\nHost: app.test\r\n\r\n")
        let backend = try fixture.backend()
        _ = try fixture.request(backend)
        var last: Int64 = 0
        try fixture.turn {
            if Reactor.clock() > last + 20 {
                last = Reactor.clock()
                backend.send("HTTP/1.1 102 Processing\r\n\r\n")
            }
            return client.text.contains("HTTP/1.1 504 ")
        }
    }

    @Test func `an upstream that reads while it answers is not idle`() throws {
        let fixture = try fixture({ _ in }, idle: 400)
        let client = try fixture.client("POST / HTTP/1.1\r\nHost: app.test\r\nContent-Length: 30\r\n\r\n")
        let backend = try fixture.backend()
        try fixture.turn { backend.text.hasSuffix("\r\n\r\n") }
        backend.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\no")
        try fixture.turn { client.text.hasSuffix("o") }
        for _ in 0..<30 {
            client.send("a")
            try fixture.pass(25)
        }
        backend.send("k")
        #expect(try fixture.response(client).text == "ok")
    }
}
