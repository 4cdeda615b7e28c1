import ProxyModel
import Testing

@testable import ProxyCore

@Suite struct TunnelTests {
    private static let upgrade =
        "GET / HTTP/1.1\r\nHost: app.test\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n"
    private static let switching =
        "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n"

    private func tunnel(_ fixture: WorkerFixture) throws -> (client: Wire, backend: Wire) {
        let client = try fixture.client(Self.upgrade)
        let backend = try fixture.backend()
        _ = try fixture.request(backend)
        backend.send(Self.switching)
        #expect(try fixture.response(client).status == 101)
        return (client, backend)
    }

    @Test(arguments: ["early", ""]) func `a tunnel carries what is said on both sides`(_ early: String) throws {
        let fixture = try WorkerFixture()
        let client = try fixture.client(
            "GET / HTTP/1.1\r\nHost: app.test\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n" + early)
        let backend = try fixture.backend()
        let request = try fixture.request(backend)
        #expect(request["Upgrade"] == "websocket")
        #expect(request["Connection"]?.lowercased() == "upgrade")
        backend.send("HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\nhello")
        #expect(try fixture.response(client).status == 101)
        client.send("world")
        try fixture.turn { client.text == "hello" && backend.text == early + "world" }
        client.finishWriting()
        try fixture.turn { backend.isEnded }
        backend.send("bye")
        try fixture.turn { client.text == "hellobye" }
        backend.finishWriting()
        try fixture.turn { client.isEnded }
    }

    @Test func `a client that resets takes the upstream's side with it`() throws {
        let fixture = try WorkerFixture()
        let (client, backend) = try tunnel(fixture)
        client.reset()
        try fixture.turn { backend.isEnded && fixture.upstreams.isEmpty && fixture.served.isEmpty }
    }

    @Test func `an upstream that resets takes the client's side with it`() throws {
        let fixture = try WorkerFixture()
        let (client, backend) = try tunnel(fixture)
        backend.reset()
        try fixture.turn { client.isEnded && fixture.upstreams.isEmpty && fixture.served.isEmpty }
    }

    @Test func `what was sent before both ends arrives, however slowly it is taken`() throws {
        let fixture = try WorkerFixture()
        let (client, backend) = try tunnel(fixture)
        backend.finishWriting()
        try fixture.turn { client.isEnded }
        backend.takes = false
        var sent = 0
        // In small pieces, so that little is left for the worker to read when it has to stop.
        while !fixture.upstreams.contains(where: { $0.isBlocked }) {
            client.send([UInt8](repeating: 0x61, count: 16_384))
            sent += 16_384
            try fixture.pass(1)
        }
        client.send([UInt8](repeating: 0x62, count: 10_000))
        sent += 10_000
        try fixture.turn { client.isFlushed }
        client.finishWriting()
        try fixture.pass(20)
        backend.takes = true
        try fixture.turn { backend.isEnded }
        #expect(backend.received.count == sent)
        #expect(fixture.served.isEmpty && fixture.upstreams.isEmpty)
    }

    @Test func `a silent tunnel ends after its time`() throws {
        var settings = WorkerSettings()
        settings.timeouts.tunnelIdle = 30
        let fixture = try WorkerFixture(settings)
        let (client, backend) = try tunnel(fixture)
        try fixture.turn { client.isEnded && backend.isEnded }
    }

    @Test(arguments: [
        (upgrade, "HTTP/1.1 101 Switching Protocols\r\n\r\n"),
        ("GET / HTTP/1.1\r\nHost: app.test\r\n\r\n", switching),
    ])
    func `an upgrade that nobody asked for is no answer`(_ request: String, _ answer: String) throws {
        let fixture = try WorkerFixture()
        let client = try fixture.client(request)
        let backend = try fixture.backend()
        _ = try fixture.request(backend)
        backend.send(answer)
        #expect(try fixture.response(client).status == 502)
        try fixture.turn { backend.isEnded }
    }
}
