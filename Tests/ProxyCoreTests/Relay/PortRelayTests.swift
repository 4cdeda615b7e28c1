import ProxyModel
import Reactor
import Testing

@testable import ProxyCore

/// Ports of services that pass bytes on for those who may use them.
@Suite struct PortRelayTests {
    private func fixture(
        sources: [String] = ["127.0.0.0/8"], log: LogWriter? = nil, _ edit: (inout WorkerSettings) -> Void = { _ in }
    ) throws -> PortFixture {
        let fixture = try PortFixture(log: log, edit)
        fixture.open("db", try fixture.gate("sql", token: nil, sources: sources))
        return fixture
    }

    private func ends(_ fixture: PortFixture) -> [RelayEnd] {
        fixture.worker.reactor.handlers.compactMap { $0 as? RelayEnd }
    }

    /// A connection through the port with both of its ends.
    private func connected(_ fixture: PortFixture) throws -> (client: Wire, backend: Wire) {
        let client = try fixture.client()
        let backend = try fixture.worker.backend()
        try fixture.worker.turn { ends(fixture).count == 2 && ends(fixture).allSatisfy(\.isConnected) }
        return (client, backend)
    }

    @Test func `bytes go both ways as they come`() throws {
        let fixture = try fixture()
        let (client, backend) = try connected(fixture)
        backend.send("220 ready\r\n")
        try fixture.worker.turn { client.text == "220 ready\r\n" }
        client.send([0, 255, 13, 10])
        try fixture.worker.turn { backend.received == [0, 255, 13, 10] }
        #expect(fixture.worker.worker.counters.relays == 1)
        #expect(fixture.worker.worker.counters.openClients == 1)
    }

    @Test(arguments: [true, false]) func `an end goes on, and the other way stays open`(_ clientIsFirst: Bool) throws {
        let fixture = try fixture()
        let (client, backend) = try connected(fixture)
        let (first, second) = clientIsFirst ? (client, backend) : (backend, client)
        first.send("question")
        first.finishWriting()
        try fixture.worker.turn { second.isEnded }
        #expect(second.text == "question")
        second.send("answer")
        try fixture.worker.turn { first.text == "answer" }
        #expect(!first.isEnded)
        second.finishWriting()
        try fixture.worker.turn { first.isEnded && ends(fixture).isEmpty }
        #expect(fixture.worker.worker.counters.openClients == 0)
    }

    @Test func `what a client said before its end arrives, also when it did not wait`() throws {
        let fixture = try fixture()
        let client = try fixture.client("all of it")
        client.finishWriting()
        let backend = try fixture.worker.backend()
        try fixture.worker.turn { backend.isEnded }
        #expect(backend.text == "all of it")
        backend.send("thanks")
        backend.finishWriting()
        try fixture.worker.turn { client.isEnded }
        #expect(client.text == "thanks")
    }

    @Test(arguments: [true, false]) func `a slow side slows the other one down`(_ clientIsSlow: Bool) throws {
        let fixture = try fixture()
        let (client, backend) = try connected(fixture)
        let (slow, fast) = clientIsSlow ? (client, backend) : (backend, client)
        slow.takes = false
        var sent = 0
        while !ends(fixture).contains(where: \.isBlocked) {
            fast.send([UInt8](repeating: 0x61, count: 65_536))
            sent += 65_536
            try fixture.worker.pass(1)
        }
        let read = ends(fixture).map(\.byteCount).max()
        fast.send([UInt8](repeating: 0x62, count: 1_000_000))
        sent += 1_000_000
        try fixture.worker.pass(30)
        #expect(ends(fixture).map(\.byteCount).max() == read)
        slow.takes = true
        try fixture.worker.turn { fast.isFlushed }
        fast.finishWriting()
        try fixture.worker.turn { slow.isEnded }
        #expect(slow.received.count == sent)
        #expect(slow.received.suffix(1_000_000).allSatisfy { $0 == 0x62 })
    }

    @Test(arguments: [true, false]) func `a reset takes the other side with it`(_ isClient: Bool) throws {
        let fixture = try fixture()
        let (client, backend) = try connected(fixture)
        (isClient ? client : backend).reset()
        try fixture.worker.turn { client.isEnded && backend.isEnded && ends(fixture).isEmpty }
        #expect(fixture.worker.worker.counters.openClients == 0)
    }

    @Test(arguments: [true, false]) func `the last words before a reset arrive`(_ isBlocked: Bool) throws {
        let fixture = try fixture()
        let (client, backend) = try connected(fixture)
        if isBlocked {
            backend.takes = false
            while !ends(fixture).contains(where: \.isBlocked) {
                client.send([UInt8](repeating: 0x61, count: 65_536))
                try fixture.worker.pass(1)
            }
        } else {
            client.send("question")
        }
        backend.send("refused")
        backend.reset()
        try fixture.worker.turn { client.isEnded && ends(fixture).isEmpty }
        #expect(client.text == "refused")
        #expect(fixture.worker.worker.counters.openClients == 0)
    }

    @Test func `a container that listens again soon is found`() throws {
        let fixture = try PortFixture()
        var gate = try fixture.gate(token: nil, sources: ["127.0.0.0/8"])
        let port = FreePort.next()
        gate.target = "127.0.0.1:\(port)"
        fixture.open("db", gate)
        let client = try fixture.client("hello")
        try fixture.worker.turn { fixture.worker.worker.counters.relays == 1 }
        try fixture.worker.pass(5)
        let listener = try Socket.listen(.ip(IPAddress(v4: 0x7F00_0001), port: port), Socket.ListenOptions())
        defer { Socket.close(listener) }
        var backend: Wire?
        try fixture.worker.turn {
            if case .connection(let descriptor, _) = Socket.accept(listener) { backend = Wire(descriptor) }
            backend?.move()
            return backend?.text == "hello" || client.isEnded
        }
        #expect(backend?.text == "hello")
    }

    @Test func `a connection that was being made to an address that the container left is not used`() throws {
        let fixture = try PortFixture()
        let old = try CrowdedServer()
        var gate = try fixture.gate(token: nil, sources: ["127.0.0.0/8"])
        gate.target = "127.0.0.1:\(old.port)"
        fixture.open("db", gate)
        let client = try fixture.client("hello")
        try fixture.worker.turn { ends(fixture).count == 2 }
        fixture.open("db", try fixture.gate(token: nil, sources: ["127.0.0.0/8"]))
        var backend: Wire?
        try fixture.worker.turn {
            old.makeRoom()
            backend = backend ?? fixture.worker.takeBackend()
            backend?.move()
            return backend?.text == "hello" || client.isEnded
        }
        #expect(backend?.text == "hello")
        #expect(old.received.isEmpty)
        #expect(ends(fixture).count == 2)
    }

    @Test func `connections that are open wake nobody, those that wait do`() throws {
        let fixture = try fixture()
        let (client, _) = try connected(fixture)
        let containers = fixture.worker.worker.routing.containers
        let gate = try fixture.gate("sql", token: nil, sources: ["127.0.0.0/8"])
        fixture.open("db", .asleep, gate)
        containers.wakeAgain()
        #expect(fixture.calls.all.isEmpty)
        #expect(fixture.worker.worker.serviceUses() == [ServiceUse(service: "db", idle: 0)])
        let waiting = try fixture.client()
        try fixture.worker.turn { fixture.calls.all == ["db"] }
        client.reset()
        waiting.reset()
        try fixture.worker.turn { ends(fixture).isEmpty }
        #expect(fixture.worker.worker.counters.openRelays == 0)
        try fixture.worker.pass(1_100)
        #expect(fixture.calls.all == ["db"])
    }

    @Test func `a client from elsewhere gets nothing`() throws {
        let fixture = try fixture(sources: ["192.0.2.0/24", "::1/128"])
        let client = try fixture.client("hello")
        try fixture.worker.turn { client.isEnded }
        #expect(client.received.isEmpty)
        #expect(fixture.worker.takeBackend() == nil)
        #expect(fixture.worker.worker.counters.refusedSources == 1)
        #expect(fixture.worker.worker.counters.openClients == 0)
    }

    @Test func `a client that left while its container was asked leaves nothing behind`() throws {
        let fixture = try fixture()
        let client = try fixture.client()
        client.reset()
        try fixture.worker.turn { fixture.worker.worker.counters.accepted == 1 && ends(fixture).isEmpty }
        #expect(fixture.worker.worker.counters.openClients == 0)
    }

    @Test func `without a container the connection ends`() throws {
        let fixture = try PortFixture()
        var gate = try fixture.gate(token: nil, sources: ["127.0.0.0/8"])
        fixture.open("db", .stopped, gate)
        let client = try fixture.client()
        try fixture.worker.turn { client.isEnded }
        gate.target = "127.0.0.1:\(FreePort.next())"
        fixture.open("db", gate)
        let second = try fixture.client()
        try fixture.worker.turn { second.isEnded }
        #expect(fixture.worker.worker.counters.openClients == 0)
    }

    @Test(arguments: [ServiceEndpoints.Phase.starting, .asleep])
    func `a connection waits for a container that is on its way`(_ phase: ServiceEndpoints.Phase) throws {
        let fixture = try PortFixture()
        let gate = try fixture.gate(token: nil, sources: ["127.0.0.0/8"])
        fixture.open("db", phase, gate)
        #expect(fixture.worker.worker.serviceUses().isEmpty)
        let client = try fixture.client("hello")
        try fixture.worker.turn { fixture.worker.worker.counters.relays == 1 }
        #expect(fixture.calls.all == (phase == .asleep ? ["db"] : []))
        fixture.open("db", .starting, gate)
        #expect(fixture.worker.worker.serviceUses() == [ServiceUse(service: "db", idle: 0)])
        fixture.open("db", gate)
        let backend = try fixture.worker.backend()
        try fixture.worker.turn { backend.text == "hello" }
        client.finishWriting()
        backend.finishWriting()
        try fixture.worker.turn { client.isEnded && ends(fixture).isEmpty }
        try fixture.worker.pass(5)
        #expect(try #require(fixture.worker.worker.serviceUses().first).idle > 0)
    }

    @Test func `a wait for a container ends with its time, the port or the client`() throws {
        let fixture = try PortFixture()
        let gate = try fixture.gate(token: nil, sources: ["127.0.0.0/8"])
        fixture.open("db", .starting, waitMS: 30, gate)
        let late = try fixture.client()
        try fixture.worker.turn { late.isEnded }
        fixture.open("db", .starting, gate)
        let (gone, left) = (try fixture.client(), try fixture.client())
        try fixture.worker.turn { fixture.worker.worker.counters.openClients == 2 }
        gone.reset()
        try fixture.worker.turn { fixture.worker.worker.counters.openClients == 1 }
        fixture.apply(fixture.delete("db"))
        try fixture.worker.turn { left.isEnded && ends(fixture).isEmpty }
        #expect(fixture.worker.worker.counters.openClients == 0)
    }

    @Test func `a client that ends while it waits for a container does not keep its place`() throws {
        let fixture = try PortFixture { $0.timeouts.halfClosed = 60 }
        let gate = try fixture.gate(token: nil, sources: ["127.0.0.0/8"])
        fixture.open("db", .starting, gate)
        let (leaving, staying) = (try fixture.client(), try fixture.client("hello"))
        try fixture.worker.turn { fixture.worker.worker.counters.openClients == 2 }
        leaving.finishWriting()
        try fixture.worker.pass(20)
        fixture.open("db", .asleep, gate)
        let begin = Reactor.clock()
        try fixture.worker.turn { fixture.worker.worker.counters.openClients == 1 }
        #expect(Reactor.clock() - begin < 10_000)
        fixture.open("db", gate)
        let backend = try fixture.worker.backend()
        try fixture.worker.turn { backend.text == "hello" }
        #expect(!staying.isEnded)
    }

    @Test func `a port that leads to itself ends at once`() throws {
        let fixture = try PortFixture()
        var gate = try fixture.gate(token: nil, sources: ["127.0.0.0/8"])
        for target in [fixture.port, fixture.worker.port] {
            gate.target = "127.0.0.1:\(target)"
            fixture.open("db", gate)
            let client = try fixture.client()
            try fixture.worker.turn { client.isEnded }
        }
        #expect(fixture.worker.worker.counters.relays == 2)
    }

    @Test func `a silent connection ends after its time`() throws {
        let fixture = try fixture { $0.timeouts.tunnelIdle = 30 }
        let (client, backend) = try connected(fixture)
        try fixture.worker.turn { client.isEnded && backend.isEnded }
    }

    @Test func `there are no more connections than the limits say`() throws {
        let fixture = try fixture { $0.maximumUpstreamConnections = 1 }
        let (first, backend) = try connected(fixture)
        let second = try fixture.client()
        try fixture.worker.turn { second.isEnded }
        #expect(fixture.worker.worker.counters.refusedConnections == 1)
        first.finishWriting()
        backend.finishWriting()
        try fixture.worker.turn { first.isEnded && ends(fixture).isEmpty }
        _ = try connected(fixture)
    }

    @Test func `connections end when their port closes`() throws {
        let fixture = try fixture()
        let (client, backend) = try connected(fixture)
        fixture.apply(fixture.delete("db"))
        #expect(FreePort.isFree(fixture.port))
        try fixture.worker.turn { client.isEnded && backend.isEnded && ends(fixture).isEmpty }
    }

    @Test func `the worker waits for connections, and ends them when their time is over`() throws {
        let fixture = try fixture()
        let (client, backend) = try connected(fixture)
        var isDrained = false
        fixture.worker.worker.drain { isDrained = true }
        client.send("go on")
        try fixture.worker.turn { backend.text == "go on" }
        #expect(!isDrained)
        fixture.worker.worker.giveUp()
        #expect(isDrained)
        try fixture.worker.turn { client.isEnded && backend.isEnded }
    }

    @Test(arguments: [AccessLogFormat.json, .plain]) func `a connection is one line of the log`(
        _ format: AccessLogFormat
    ) throws {
        let capture = try LogCapture()
        let fixture = try fixture(log: capture.writer) { $0.accessLog = format }
        let (client, backend) = try connected(fixture)
        client.send("12345")
        backend.send("123")
        try fixture.worker.turn { client.text == "123" && backend.text == "12345" }
        client.finishWriting()
        backend.finishWriting()
        try fixture.worker.turn { ends(fixture).isEmpty }
        fixture.worker.worker.flushLog()
        let lines = try capture.lines()
        #expect(lines.count == 1)
        guard format == .json else {
            #expect(lines.first?.contains(" 127.0.0.1 TCP db/sql 5 3 ") == true)
            return
        }
        let line = try JSONValue(parsing: Array((lines.first ?? "").utf8))
        #expect(line["client"]?.stringValue == "127.0.0.1")
        #expect(line["service"]?.stringValue == "db")
        #expect(line["port"]?.stringValue == "sql")
        #expect(line["bytes_in"]?.integerValue == 5)
        #expect(line["bytes_out"]?.integerValue == 3)
        #expect(line["upstream"]?.stringValue == "127.0.0.1:\(try fixture.worker.upstreamURL.port)")
        #expect(line["failure"] == nil)
    }
}
