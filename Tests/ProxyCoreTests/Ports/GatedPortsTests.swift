import Glibc
import ProxyModel
import Reactor
import Testing

@testable import ProxyCore

/// Which ports a worker listens on, and when.
@Suite struct GatedPortsTests {
    private static let valid = "X-Source-Token: \(PortFixture.token)\r\n"

    private static func request(_ token: String) -> String { PortFixture.request("X-Source-Token: \(token)\r\n") }

    /// Whether somebody accepts connections there.
    private func isOpen(_ fixture: PortFixture, _ port: UInt16) throws -> Bool {
        let wire = try fixture.client(Self.request("nobody's"), port: port)
        try fixture.worker.turn { wire.isEnded || !wire.received.isEmpty }
        return !wire.received.isEmpty
    }

    // MARK: - Opening and closing

    @Test func `a port is open while the endpoints name it`() throws {
        let fixture = try PortFixture()
        #expect(FreePort.isFree(fixture.port))
        fixture.open("app", try fixture.gate())
        #expect(try isOpen(fixture, fixture.port))
        #expect(
            fixture.reports.all == [
                GatedPortReport(
                    service: "app", port: "http", address: .ip(IPAddress(v4: 0x7F00_0001), port: fixture.port),
                    failure: nil)
            ])
        fixture.apply(fixture.delete())
        #expect(FreePort.isFree(fixture.port))
    }

    @Test func `ports of other nodes are left alone`() throws {
        let fixture = try PortFixture()
        var endpoints = fixture.endpoints("app", [try fixture.gate()])
        endpoints.node = "node-b"
        fixture.apply(.put(.serviceEndpoints(endpoints)))
        #expect(FreePort.isFree(fixture.port))
        fixture.open("app", try fixture.gate())
        #expect(!FreePort.isFree(fixture.port))
        fixture.apply(.put(.serviceEndpoints(endpoints)))
        #expect(FreePort.isFree(fixture.port))
    }

    @Test func `a node without a name has no ports`() throws {
        let fixture = try PortFixture { $0.gatedPorts.node = "" }
        var endpoints = fixture.endpoints("app", [try fixture.gate()])
        endpoints.node = ""
        fixture.apply(.put(.serviceEndpoints(endpoints)))
        #expect(FreePort.isFree(fixture.port))
    }

    @Test func `a whole configuration takes the place of what was there`() throws {
        let fixture = try PortFixture()
        let other = FreePort.next()
        fixture.open("gone", try fixture.gate(port: other))
        try fixture.put(token: "old")
        let endpoints = fixture.endpoints("app", [try fixture.gate(token: "")])
        var snapshot = ConfigurationSnapshot()
        snapshot.apply(
            ChangeSet(
                revision: 9,
                changes: [
                    .put(.serviceEndpoints(endpoints)),
                    .put(.portToken(PortToken(name: "new", digest: try fixture.digest("new"), createdAt: 1))),
                ]))
        fixture.worker.worker.load(snapshot)
        #expect(FreePort.isFree(other))
        #expect(try fixture.refused(Self.request("old")).status == 401)
        try fixture.forwarded(Self.request("new"))
    }

    @Test func `a port that stays the same is not opened again`() throws {
        let fixture = try PortFixture()
        fixture.open("app", try fixture.gate())
        let before = fixture.worker.reactor.handlers.compactMap { $0 as? Listener }.map(ObjectIdentifier.init)
        fixture.open("app", try fixture.gate("renamed", sources: ["127.0.0.0/8"]), owner: "alice")
        let after = fixture.worker.reactor.handlers.compactMap { $0 as? Listener }.map(ObjectIdentifier.init)
        #expect(before == after)
        #expect(fixture.reports.all.count == 1)
    }

    @Test func `several workers share a port`() throws {
        let first = try PortFixture()
        let second = try PortFixture(beside: first)
        first.open("app", try first.gate())
        second.open("app", try second.gate(port: first.port))
        #expect(second.reports.all.map(\.failure) == [nil])
        first.apply(first.delete())
        #expect(!FreePort.isFree(first.port))
        first.open("app", try first.gate())
        #expect(first.reports.all.map(\.failure) == [nil, nil])
    }

    @Test func `workers that hear of a change one after the other take a port over`() throws {
        let first = try PortFixture()
        let second = try PortFixture(beside: first)
        first.open("app", try first.gate())
        second.open("app", try second.gate(port: first.port))
        first.apply(first.delete(), first.put("other", [try first.gate(bind: "0.0.0.0")]))
        second.apply(second.delete(), second.put("other", [try second.gate(port: first.port, bind: "0.0.0.0")]))
        #expect((first.reports.all + second.reports.all).allSatisfy { $0.failure == nil })
    }

    @Test func `a port that another process would share is not had`() throws {
        let fixture = try PortFixture()
        let address = SocketAddress.ip(IPAddress(v4: 0x7F00_0001), port: fixture.port)
        var options = Socket.ListenOptions()
        options.reusePort = true
        let foreign = try Socket.listen(address, options)
        fixture.open("app", try fixture.gate())
        #expect(fixture.reports.all.map(\.failure) == [SystemError("bind", EADDRINUSE)])
        Socket.close(foreign)
        try fixture.worker.turn { fixture.reports.all.count == 2 }
        #expect(fixture.reports.all.last?.failure == nil)
        #expect(try isOpen(fixture, fixture.port))
    }

    @Test func `a worker that ends gives its ports back`() throws {
        let fixture = try PortFixture()
        fixture.open("app", try fixture.gate())
        var isDrained = false
        fixture.worker.worker.drain { isDrained = true }
        try fixture.worker.turn { isDrained }
        let next = try PortFixture(beside: fixture)
        let foreign = try Socket.listen(
            .ip(IPAddress(v4: 0x7F00_0001), port: fixture.port), Socket.ListenOptions())
        defer { Socket.close(foreign) }
        next.open("app", try next.gate(port: fixture.port))
        #expect(next.reports.all.map(\.failure) == [SystemError("bind", EADDRINUSE)])
    }

    @Test func `as many connections wait for a port as the settings say`() throws {
        let fixture = try PortFixture { $0.gatedPorts.backlog = 7 }
        fixture.open("app", try fixture.gate())
        let listener = try #require(
            fixture.worker.reactor.handlers.compactMap { $0 as? Listener }.first { $0.port != nil })
        var state = tcp_info()
        var size = socklen_t(MemoryLayout<tcp_info>.size)
        #expect(unsafe getsockopt(listener.descriptor, Int32(IPPROTO_TCP), TCP_INFO, &state, &size) == 0)
        #expect(state.tcpi_sacked == 7)
    }

    @Test func `nothing is left behind by a port that comes and goes`() throws {
        let fixture = try PortFixture()
        let handlers = fixture.worker.reactor.handlers.count
        for round in 0..<100 {
            fixture.open("app", try fixture.gate(token: round % 2 == 0 ? PortFixture.token : nil))
            if round % 10 == 0 {
                let client = try fixture.client("x")
                try fixture.worker.turn { fixture.worker.reactor.handlers.count > handlers + 1 }
                client.reset()
            }
            fixture.apply(fixture.delete())
        }
        try fixture.worker.turn { fixture.worker.reactor.handlers.count == handlers }
        #expect(FreePort.isFree(fixture.port))
        #expect(fixture.worker.worker.ports.count == 0)
        #expect(fixture.worker.worker.counters.openClients == 0)
    }

    // MARK: - Ports that are taken

    @Test func `a port that is taken is told, and had as soon as it is free`() throws {
        let fixture = try PortFixture()
        let address = SocketAddress.ip(IPAddress(v4: 0x7F00_0001), port: fixture.port)
        let foreign = try Socket.listen(address, Socket.ListenOptions())
        fixture.open("app", try fixture.gate())
        let failed = GatedPortReport(
            service: "app", port: "http", address: address, failure: SystemError("bind", EADDRINUSE))
        #expect(fixture.reports.all == [failed])
        fixture.open("app", try fixture.gate(sources: ["127.0.0.0/8"]))
        #expect(fixture.reports.all == [failed])
        Socket.close(foreign)
        try fixture.worker.turn { fixture.reports.all.count == 2 }
        #expect(fixture.reports.all.last?.failure == nil)
        #expect(try isOpen(fixture, fixture.port))
    }

    @Test func `a port that stays taken is tried again less and less often, and burdens no other one`() throws {
        let fixture = try PortFixture()
        let other = FreePort.next()
        fixture.open("other", try fixture.gate(port: other))
        let foreign = try Socket.listen(
            .ip(IPAddress(v4: 0x7F00_0001), port: fixture.port), Socket.ListenOptions())
        fixture.open("app", try fixture.gate())
        try fixture.worker.pass(1_000)
        Socket.close(foreign)
        // Tried after 250 and 750 ms, and not before 1,750.
        try fixture.worker.pass(400)
        #expect(fixture.reports.all.count == 2)
        fixture.open("other", try fixture.gate(port: other, sources: ["127.0.0.0/8"]))
        #expect(fixture.reports.all.count == 2)
        try fixture.worker.turn { fixture.reports.all.count == 3 }
        #expect(fixture.reports.all.last?.failure == nil)
    }

    @Test func `a port that is no longer wanted is not tried again`() throws {
        let fixture = try PortFixture()
        let address = SocketAddress.ip(IPAddress(v4: 0x7F00_0001), port: fixture.port)
        let foreign = try Socket.listen(address, Socket.ListenOptions())
        fixture.open("app", try fixture.gate())
        fixture.apply(fixture.delete())
        Socket.close(foreign)
        try fixture.worker.pass(1_200)
        #expect(FreePort.isFree(fixture.port))
    }

    @Test(arguments: ["127.0.0.1", "0.0.0.0"]) func `a port of this process is not shared with a service`(
        _ bind: String
    ) throws {
        let fixture = try PortFixture()
        fixture.open("app", try fixture.gate(port: fixture.worker.port, bind: bind))
        #expect(fixture.reports.all.map(\.failure) == [SystemError("bind", EADDRINUSE)])
    }

    @Test(arguments: [("127.0.0.1", "127.0.0.1"), ("127.0.0.1", "0.0.0.0"), ("0.0.0.0", "127.0.0.1")])
    func `two services do not share a port`(_ first: String, _ second: String) throws {
        let fixture = try PortFixture()
        fixture.open("b", try fixture.gate(bind: first, token: "b's"))
        fixture.open("a", try fixture.gate(bind: second, token: "a's"))
        #expect(fixture.reports.all.last?.service == "a")
        #expect(fixture.reports.all.last?.failure == SystemError("bind", EADDRINUSE))
        #expect(try fixture.refused(Self.request("a's")).status == 401)
        fixture.apply(fixture.delete("b"))
        #expect(fixture.reports.all.last?.failure == nil)
        #expect(try fixture.refused(Self.request("b's")).status == 401)
        try fixture.forwarded(Self.request("a's"))
    }

    @Test func `an address that this host does not have is told`() throws {
        let fixture = try PortFixture()
        fixture.open("app", try fixture.gate(bind: "192.0.2.1"))
        #expect(fixture.reports.all.map(\.failure) == [SystemError("bind", EADDRNOTAVAIL)])
    }

    // MARK: - Ports that move

    @Test(arguments: [true, false]) func `two services can swap their ports`(_ isOneSet: Bool) throws {
        let fixture = try PortFixture()
        let (first, second) = (fixture.port, FreePort.next())
        fixture.open("a", try fixture.gate(port: first, token: "a's"))
        fixture.open("b", try fixture.gate(port: second, token: "b's"))
        let toSecond = fixture.put("a", [try fixture.gate(port: second, token: "a's")])
        let toFirst = fixture.put("b", [try fixture.gate(port: first, token: "b's")])
        if isOneSet {
            fixture.apply(toSecond, toFirst)
        } else {
            fixture.apply(toSecond)
            #expect(fixture.reports.all.last?.failure == SystemError("bind", EADDRINUSE))
            fixture.apply(toFirst)
        }
        #expect(fixture.reports.all.suffix(2).allSatisfy { $0.failure == nil })
        let (atFirst, atSecond) = (try fixture.client(port: first), try fixture.client(port: second))
        #expect(try fixture.refused(Self.request("a's"), on: atFirst).status == 401)
        #expect(try fixture.refused(Self.request("b's"), on: atSecond).status == 401)
        try fixture.forwarded(Self.request("b's"), on: atFirst)
        let resting = try #require(fixture.worker.upstreams.first)
        atSecond.send(Self.request("a's"))
        try fixture.worker.turn { !resting.isResting }
    }

    @Test func `a port that begins to need a token is another port`() throws {
        let fixture = try PortFixture()
        fixture.open("app", try fixture.gate(token: nil, sources: ["127.0.0.0/8"]))
        let relayed = try fixture.client("before")
        let backend = try fixture.worker.backend()
        try fixture.worker.turn { backend.text == "before" }
        fixture.open("app", try fixture.gate())
        #expect(try fixture.refused(PortFixture.request("")).status == 401)
        try fixture.worker.turn { relayed.isEnded && backend.isEnded }
    }

    @Test(arguments: [(["127.0.0.0/8"], true), (["192.0.2.0/24"], false)])
    func `connections go on while their sources are served`(_ sources: [String], _ isServed: Bool) throws {
        let fixture = try PortFixture()
        fixture.open("app", try fixture.gate(token: nil))
        let relayed = try fixture.client("before")
        let backend = try fixture.worker.backend()
        try fixture.worker.turn { backend.text == "before" }
        fixture.open("app", try fixture.gate(token: nil, sources: sources))
        if isServed { relayed.send(" and after") }
        try fixture.worker.turn { isServed ? backend.text == "before and after" : relayed.isEnded && backend.isEnded }
    }

    // MARK: - Ports that close

    @Test func `a request that is on its way when its port closes is refused`() throws {
        let fixture = try PortFixture()
        fixture.open("app", try fixture.gate())
        let client = try fixture.client(PortFixture.request(Self.valid))
        let backend = try fixture.worker.backend()
        _ = try fixture.worker.request(backend)
        let idle = try fixture.client()
        try fixture.worker.turn { fixture.worker.served.count == 2 }
        fixture.apply(fixture.delete())
        #expect(try fixture.worker.response(client).status == 503)
        try fixture.worker.turn { idle.isEnded && backend.isEnded }
    }

    @Test func `ports close when the worker ends, and what is on its way goes on`() throws {
        let fixture = try PortFixture()
        fixture.open("app", try fixture.gate())
        let client = try fixture.client(PortFixture.request(Self.valid))
        let backend = try fixture.worker.backend()
        _ = try fixture.worker.request(backend)
        var isDrained = false
        fixture.worker.worker.drain { isDrained = true }
        #expect(FreePort.isFree(fixture.port))
        fixture.open("late", try fixture.gate())
        #expect(FreePort.isFree(fixture.port))
        #expect(!isDrained)
        backend.send("HTTP/1.1 204 No Content\r\n\r\n")
        #expect(try fixture.worker.response(client).status == 204)
        try fixture.worker.turn { isDrained }
    }

    @Test func `a worker that has ended lets go of its ports`() throws {
        weak var worker: Worker?
        do {
            let fixture = try PortFixture()
            worker = fixture.worker.worker
            fixture.open("app", try fixture.gate())
            fixture.open("taken", try fixture.gate())
            try fixture.forwarded(PortFixture.request(Self.valid))
        }
        #expect(worker == nil)
    }

    // MARK: - IPv6

    private static let hasV6: Bool = {
        guard let six = IPAddress("::1"),
            let descriptor = try? Socket.listen(.ip(six, port: 0), Socket.ListenOptions())
        else { return false }
        Socket.close(descriptor)
        return true
    }()

    @Test(.enabled(if: hasV6), arguments: [("::1", "::1"), ("::", "::1"), ("::", "127.0.0.1")])
    func `ports are listened on at addresses of IPv6`(_ bind: String, _ client: String) throws {
        let fixture = try PortFixture()
        fixture.open("app", try fixture.gate(bind: bind))
        #expect(try fixture.refused(PortFixture.request(""), on: fixture.client(from: client)).status == 401)
        try fixture.forwarded(PortFixture.request(Self.valid), on: fixture.client(from: client))
    }

    @Test(
        .enabled(if: hasV6),
        arguments: [
            ("::1", ["::1/128"], true), ("::1", ["127.0.0.0/8"], false), ("::1", ["2001:db8::/32"], false),
            ("127.0.0.1", ["127.0.0.0/8"], true), ("127.0.0.1", ["::1/128"], false),
            ("127.0.0.1", ["192.0.2.1/32", "127.0.0.1/32"], true), ("127.0.0.1", ["::ffff:127.0.0.1/128"], true),
            ("::1", ["nonsense"], false), ("127.0.0.1", ["127.0.0.0/8", "nonsense"], false),
        ])
    func `sources are the same in both families`(_ client: String, _ sources: [String], _ isAdmitted: Bool) throws {
        let fixture = try PortFixture()
        fixture.open("app", try fixture.gate(bind: "::", sources: sources))
        let wire = try fixture.client(PortFixture.request(""), from: client)
        try fixture.worker.turn { wire.isEnded || !wire.received.isEmpty }
        #expect(wire.received.isEmpty != isAdmitted)
    }
}
