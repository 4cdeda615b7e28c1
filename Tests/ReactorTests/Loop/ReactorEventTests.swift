import Glibc
import Reactor
import Testing

@Suite struct ReactorEventTests {
    private let reactor: Reactor

    init() throws { reactor = try Reactor() }

    @Test func `a handler hears when its peer writes`() throws {
        let (mine, theirs) = try Pair.make()
        var heard: [String] = []
        try reactor.register(
            ScriptedHandler { handler, _ in
                while let text = Socket.readText(handler.descriptor) { heard.append(text) }
            }, mine)
        Socket.write(theirs, "one")
        reactor.turn { heard == ["one"] }
        Socket.write(theirs, "two")
        reactor.turn { heard == ["one", "two"] }
        Socket.close(theirs)
    }

    @Test func `readiness is reported once per change`() throws {
        let (mine, theirs) = try Pair.make()
        var calls = 0
        try reactor.register(ScriptedHandler { _, readiness in if readiness.contains(.readable) { calls += 1 } }, mine)
        Socket.write(theirs, "unread")
        for _ in 0..<5 { reactor.turn(limit: 5) }
        #expect(calls == 1)
        Socket.close(theirs)
    }

    @Test func `the end of the peer's sending is reported`() throws {
        let (mine, theirs) = try Pair.make()
        var seen: Readiness = []
        try reactor.register(ScriptedHandler { _, readiness in seen.formUnion(readiness) }, mine)
        Socket.finishWriting(theirs)
        reactor.turn { seen.contains(.peerFinished) }
        #expect(seen.contains(.readable))
        Socket.close(theirs)
        reactor.turn { seen.contains(.hungUp) }
    }

    @Test func `an event of a handler closed earlier in the same batch is dropped`() throws {
        let pairs = try (0..<2).map { _ in try Pair.make() }
        var calls = 0
        var handlers: [ScriptedHandler] = []
        let closeAll: (ScriptedHandler, Readiness) -> Void = { [unowned reactor] _, readiness in
            guard readiness.contains(.readable) else { return }
            calls += 1
            for handler in handlers { reactor.close(handler) }
        }
        for pair in pairs {
            let handler = ScriptedHandler(closeAll)
            try reactor.register(handler, pair.0)
            handlers.append(handler)
        }
        reactor.turn(limit: 0)
        for pair in pairs { Socket.write(pair.1, "x") }
        reactor.turn(limit: 100)
        #expect(calls == 1)
        #expect(handlers.allSatisfy { $0.descriptor == -1 })
        for pair in pairs { Socket.close(pair.1) }
    }

    @Test func `a stale event does not reach the next owner of the place`() throws {
        let pairs = try (0..<2).map { _ in try Pair.make() }
        var handlers: [ScriptedHandler] = []
        var wrong: [Readiness] = []
        let fresh = try Pair.make()
        let replacement = ScriptedHandler { _, readiness in wrong.append(readiness) }
        var replaced = false
        for pair in pairs {
            let handler = ScriptedHandler { [unowned reactor] _, readiness in
                guard readiness.contains(.readable), !replaced else { return }
                replaced = true
                for handler in handlers { reactor.close(handler) }
                #expect(throws: Never.self) { try reactor.register(replacement, fresh.0) }
            }
            try reactor.register(handler, pair.0)
            handlers.append(handler)
        }
        reactor.turn(limit: 0)
        for pair in pairs { Socket.write(pair.1, "x") }
        reactor.turn(limit: 100)
        #expect(replaced)
        #expect(wrong.isEmpty)
        // Its own first event comes with the next batch.
        reactor.turn { wrong == [.writable] }
        for pair in pairs { Socket.close(pair.1) }
        Socket.close(fresh.1)
    }

    @Test func `a handler that closes itself lives until the end of the batch`() throws {
        let (mine, theirs) = try Pair.make()
        weak var watched: ScriptedHandler?
        var wasAlive = false
        do {
            let handler = ScriptedHandler { [unowned reactor] handler, _ in
                reactor.close(handler)
                wasAlive = watched != nil
            }
            watched = handler
            try reactor.register(handler, mine)
        }
        #expect(watched != nil)
        reactor.turn { wasAlive }
        #expect(watched == nil)
        #expect(Pair.hasEnded(theirs))
        Socket.close(theirs)
    }

    @Test func `a released descriptor stays open and is heard of no more`() throws {
        let (mine, theirs) = try Pair.make()
        var calls = 0
        let handler = ScriptedHandler { _, readiness in if readiness.contains(.readable) { calls += 1 } }
        try reactor.register(handler, mine)
        #expect(reactor.release(handler) == mine)
        #expect(reactor.release(handler) == -1)
        Socket.write(theirs, "x")
        reactor.turn(limit: 20)
        #expect(calls == 0)
        #expect(Socket.readText(mine) == "x")
        try reactor.register(handler, mine)
        Socket.write(theirs, "y")
        reactor.turn { calls == 1 }
        Socket.close(theirs)
    }

    @Test func `a descriptor that cannot be watched stays with the caller`() throws {
        let file = unsafe open("/etc/hostname", O_RDONLY)
        defer { Socket.close(file) }
        let handler = ScriptedHandler()
        #expect(throws: SystemError("epoll_ctl", EPERM)) { try reactor.register(handler, file) }
        #expect(handler.descriptor == -1)
        #expect(Pair.isOpen(file))
        #expect(throws: SystemError("epoll_ctl", EBADF)) { try reactor.register(handler, -1) }
        let (mine, theirs) = try Pair.make()
        var calls = 0
        handler.onReady = { _, _ in calls += 1 }
        try reactor.register(handler, mine)
        reactor.turn { calls > 0 }
        Socket.close(theirs)
    }

    @Test func `who asks to be called again is called in the next batch, after new events`() throws {
        let (mine, theirs) = try Pair.make()
        let (other, theirsOther) = try Pair.make()
        var order: [String] = []
        try reactor.register(
            ScriptedHandler { _, readiness in if readiness.contains(.readable) { order.append("event") } }, other)
        let handler = ScriptedHandler { [unowned reactor] handler, readiness in
            if readiness == .again { return order.append("again") }
            guard readiness.contains(.readable) else { return }
            order.append("first")
            reactor.callAgain(handler)
            reactor.callAgain(handler)
            Socket.write(theirsOther, "x")
        }
        try reactor.register(handler, mine)
        reactor.turn(limit: 0)
        Socket.write(theirs, "x")
        reactor.turn(limit: 100)
        #expect(order == ["first"])
        reactor.turn(limit: 100)
        #expect(order == ["first", "event", "again"])
        reactor.turn(limit: 0)
        #expect(order.count == 3)
        Socket.close(theirs)
        Socket.close(theirsOther)
    }

    @Test func `the loop does not sleep while somebody wants to be called again`() throws {
        let (mine, theirs) = try Pair.make()
        var rounds = 0
        let handler = ScriptedHandler { [unowned reactor] handler, _ in
            rounds += 1
            if rounds < 100 { reactor.callAgain(handler) }
        }
        try reactor.register(handler, mine)
        let begin = Reactor.clock()
        while rounds < 100 { reactor.turn(limit: 1000) }
        #expect(Reactor.clock() - begin < 10_000)
        Socket.close(theirs)
    }

    @Test func `who closes itself is not called again`() throws {
        let (mine, theirs) = try Pair.make()
        var again = 0
        let handler = ScriptedHandler { [unowned reactor] handler, readiness in
            if readiness == .again { again += 1 }
            reactor.callAgain(handler)
            reactor.close(handler)
        }
        try reactor.register(handler, mine)
        for _ in 0..<3 { reactor.turn(limit: 5) }
        #expect(again == 0)
        Socket.close(theirs)
    }

    @Test func `five thousand descriptors are each heard and closed`() throws {
        var limit = rlimit()
        unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        let count = min(5000, (Int(limit.rlim_cur) - 1000) / 2)
        try #require(count > 100)
        var heard = 0
        var peers: [Int32] = []
        for _ in 0..<count {
            let (mine, theirs) = try Pair.make()
            peers.append(theirs)
            try reactor.register(
                ScriptedHandler { [unowned reactor] handler, readiness in
                    guard readiness.contains(.readable) else { return }
                    heard += 1
                    reactor.close(handler)
                }, mine)
        }
        for peer in peers { Socket.write(peer, "x") }
        reactor.turn { heard == count }
        reactor.turn(limit: 10)
        #expect(heard == count)
        for peer in peers { Socket.close(peer) }
    }

    @Test func `what is still registered is closed with the reactor`() throws {
        let (mine, theirs) = try Pair.make()
        weak var watched: ScriptedHandler?
        do {
            let reactor = try Reactor()
            let handler = ScriptedHandler()
            watched = handler
            try reactor.register(handler, mine)
            reactor.setDeadline(handler, after: 1000)
        }
        #expect(watched == nil)
        #expect(Pair.hasEnded(theirs))
        Socket.close(theirs)
    }
}
