import Reactor
import Testing

@Suite struct ReactorListeningTests {
    private let reactor: Reactor
    private let listener: Int32
    private let address: SocketAddress

    init() throws {
        reactor = try Reactor()
        let loopback = try #require(IPAddress("127.0.0.1"))
        listener = try Socket.listen(.ip(loopback, port: 0), Socket.ListenOptions())
        address = try #require(Socket.localAddress(listener))
    }

    @Test func `a listening socket is reported as long as somebody waits there`() throws {
        var accepted: [Int32] = []
        try reactor.registerListening(
            ScriptedHandler { handler, _ in
                if case .connection(let descriptor, _) = Socket.accept(handler.descriptor) {
                    accepted.append(descriptor)
                }
            }, listener)
        let clients = try (0..<3).map { _ in try Socket.connect(address).descriptor }
        reactor.turn { accepted.count == 3 }
        for descriptor in clients + accepted { Socket.close(descriptor) }
    }

    @Test func `a listening socket that is paused is silent until it goes on`() throws {
        var calls = 0
        let handler = ScriptedHandler { _, _ in calls += 1 }
        try reactor.registerListening(handler, listener)
        reactor.setListening(handler, false)
        let client = try Socket.connect(address).descriptor
        for _ in 0..<3 { reactor.turn(limit: 5) }
        #expect(calls == 0)
        reactor.setListening(handler, true)
        reactor.turn { calls > 0 }
        Socket.close(client)
    }

    @Test func `an event that is expected is found by polling`() throws {
        reactor.busyPollMicroseconds = 1_000_000
        var calls = 0
        let (mine, theirs) = try Pair.make()
        try reactor.register(ScriptedHandler { _, readiness in if readiness.contains(.readable) { calls += 1 } }, mine)
        Socket.write(theirs, "x")
        reactor.expectEvent()
        reactor.turn(limit: 50)
        #expect(calls == 1)
        Socket.close(theirs)
    }

    @Test func `a turn ends in time although it was polled in vain`() {
        reactor.busyPollMicroseconds = 200
        let start = Reactor.clock()
        for _ in 0..<5 {
            reactor.expectEvent()
            reactor.turn(limit: 1)
        }
        #expect(Reactor.clock() - start < 5_000)
    }
}
