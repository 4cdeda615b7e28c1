import Reactor
import Testing

@Suite struct ReactorDeadlineTests {
    private let reactor: Reactor

    init() throws { reactor = try Reactor() }

    @Test func `a deadline is reached after its time and once`() {
        let handler = ScriptedHandler()
        var reached: [Int64] = []
        handler.onDeadline = { [unowned reactor] _ in reached.append(reactor.now) }
        let begin = reactor.now
        reactor.setDeadline(handler, after: 60)
        reactor.turn { !reached.isEmpty }
        #expect(reached[0] - begin >= 60)
        reactor.turn(limit: 50)
        #expect(reached.count == 1)
        #expect(handler.deadline == .max)
    }

    @Test func `a deadline is moved either way`() {
        var order: [String] = []
        let (early, late) = (ScriptedHandler(), ScriptedHandler())
        early.onDeadline = { _ in order.append("early") }
        late.onDeadline = { _ in order.append("late") }
        reactor.setDeadline(early, after: 60_000)
        reactor.setDeadline(late, after: 20)
        reactor.setDeadline(early, after: 40)
        reactor.setDeadline(late, after: 150)
        reactor.turn { order.count == 2 }
        #expect(order == ["early", "late"])
    }

    @Test(arguments: [false, true])
    func `a cleared deadline is not reached and can be set again`(_ isRegistered: Bool) throws {
        let handler = ScriptedHandler()
        var reached = 0
        handler.onDeadline = { _ in reached += 1 }
        var peer: Int32 = -1
        if isRegistered {
            let (mine, theirs) = try Pair.make()
            peer = theirs
            try reactor.register(handler, mine)
        }
        reactor.setDeadline(handler, after: 20)
        reactor.clearDeadline(handler)
        #expect(handler.deadline == .max)
        let end = Reactor.clock() + 80
        while Reactor.clock() < end { reactor.turn(limit: 10) }
        #expect(reached == 0)
        reactor.setDeadline(handler, after: 20)
        reactor.turn { reached == 1 }
        if peer >= 0 { Socket.close(peer) }
    }

    @Test func `a cleared deadline does not keep a released handler`() throws {
        let (mine, theirs) = try Pair.make()
        weak var watched: ScriptedHandler?
        do {
            let handler = ScriptedHandler()
            watched = handler
            try reactor.register(handler, mine)
            reactor.setDeadline(handler, after: 20)
            reactor.clearDeadline(handler)
            #expect(reactor.release(handler) == mine)
        }
        reactor.turn { watched == nil }
        Socket.close(mine)
        Socket.close(theirs)
    }

    @Test func `closing forgets the deadline`() throws {
        let (mine, theirs) = try Pair.make()
        let handler = ScriptedHandler()
        var reached = 0
        handler.onDeadline = { _ in reached += 1 }
        try reactor.register(handler, mine)
        reactor.setDeadline(handler, after: 20)
        reactor.close(handler)
        let end = Reactor.clock() + 60
        while Reactor.clock() < end { reactor.turn(limit: 10) }
        #expect(reached == 0)
        Socket.close(theirs)
    }

    @Test(arguments: [.max, .max / 2, .max - 1] as [Int64])
    func `a deadline in the far future is not reached now`(_ milliseconds: Int64) {
        let handler = ScriptedHandler()
        var reached = 0
        handler.onDeadline = { _ in reached += 1 }
        reactor.setDeadline(handler, after: milliseconds)
        var turns = 0
        let end = Reactor.clock() + 60
        while Reactor.clock() < end {
            reactor.turn(limit: end - Reactor.clock())
            turns += 1
        }
        #expect(reached == 0)
        #expect(turns <= 3)
        reactor.close(handler)
    }

    @Test func `a deadline may set itself again`() {
        let handler = ScriptedHandler()
        var reached = 0
        handler.onDeadline = { [unowned reactor] handler in
            reached += 1
            reactor.setDeadline(handler, after: 0)
        }
        reactor.setDeadline(handler, after: 0)
        reactor.turn { reached == 5 }
        reactor.close(handler)
    }
}
