import Testing

@testable import RedisStore

@Suite struct `Redis connection state machine` {
    private var machine: RedisConnectionStateMachine

    init() throws {
        machine = RedisConnectionStateMachine(
            handshake: RedisHandshake(try RedisURL("redis://:pw@h/1"), name: "test"),
            backoff: RedisBackoff(first: 100, cap: 1_000), connectTimeout: 500)
    }

    private func command(_ id: UInt64, replies: Int = 1, deadline: Int64 = 10_000)
        -> RedisConnectionStateMachine.Command
    {
        .init(id: id, bytes: [UInt8(id)], replies: replies, deadline: deadline)
    }

    private mutating func makeReady() {
        machine.connecting(now: 0)
        _ = machine.connected()
        for _ in 0..<4 { _ = machine.received(.status("OK")) }
    }

    @Test mutating func `writes nothing before the handshake is answered`() {
        machine.connecting(now: 0)
        #expect(machine.submit(command(1)) == .wait)
        let hello = String(decoding: machine.connected(), as: UTF8.self)
        #expect(hello.contains("AUTH") && hello.contains("SELECT") && hello.contains("SETNAME"))
        for _ in 0..<3 { #expect(machine.received(.status("OK")) == .none) }
        #expect(machine.takeQueued() == [])
        #expect(machine.received(.status("PONG")) == .ready)
        #expect(machine.takeQueued() == [1])
    }

    @Test mutating func `drops the connection when the sign-in is refused`() {
        machine.connecting(now: 0)
        _ = machine.connected()
        let action = machine.received(.error(RedisServerError("WRONGPASS invalid")))
        guard case .drop(let reason) = action else { return #expect(Bool(false), "\(action)") }
        #expect(reason.contains("password"))
    }

    @Test mutating func `serves a user who may not name the connection`() {
        machine.connecting(now: 0)
        _ = machine.connected()
        _ = machine.received(.status("OK"))
        _ = machine.received(.status("OK"))
        #expect(machine.received(.error(RedisServerError("NOPERM no"))) == .none)
        #expect(machine.received(.error(RedisServerError("NOPERM no"))) == .ready)
    }

    @Test mutating func `tries again later while the server loads its data`() {
        machine.connecting(now: 0)
        _ = machine.connected()
        for _ in 0..<3 { _ = machine.received(.status("OK")) }
        #expect(
            machine.received(.error(RedisServerError("LOADING")))
                == .drop("the server is still loading its data"))
    }

    @Test mutating func `collects the replies of a pipeline`() {
        makeReady()
        #expect(machine.submit(command(1, replies: 2)) == .write)
        #expect(machine.submit(command(2)) == .write)
        #expect(machine.takeQueued() == [1, 2])
        #expect(machine.received(.integer(1)) == .none)
        #expect(machine.received(.integer(2)) == .complete(id: 1, [.integer(1), .integer(2)]))
        #expect(machine.received(.integer(3)) == .complete(id: 2, [.integer(3)]))
    }

    @Test mutating func `fails sent commands as lost and keeps unsent ones`() {
        makeReady()
        _ = machine.submit(command(1))
        _ = machine.takeQueued()
        _ = machine.submit(command(2))
        #expect(machine.broke("reset", now: 0, random: 1) == [.init(id: 1, error: .connectionLost("reset"))])
        #expect(machine.submit(command(3)) == .wait)
        machine.connecting(now: 100)
        #expect(
            machine.broke("refused", now: 100, random: 1) == [
                .init(id: 2, error: .unavailable("refused")), .init(id: 3, error: .unavailable("refused")),
            ])
        #expect(machine.submit(command(4)) == .fail(.unavailable("refused")))
    }

    @Test mutating func `waits longer after each failed attempt, up to the cap`() {
        var pauses: [Int64] = []
        for _ in 0..<6 {
            machine.connecting(now: 0)
            _ = machine.broke("refused", now: 0, random: 1)
            pauses.append(machine.nextDeadline ?? -1)
        }
        #expect(pauses == [100, 200, 400, 800, 1_000, 1_000])
    }

    @Test mutating func `gives up a connection whose answer is late`() {
        makeReady()
        _ = machine.submit(command(1, deadline: 50))
        _ = machine.submit(command(2, deadline: 5_000))
        _ = machine.takeQueued()
        #expect(machine.nextDeadline == 50)
        let action = machine.deadlineReached(now: 60)
        #expect(action == .drop("a command was not answered in time", [.init(id: 1, error: .timedOut(sent: true))]))
        #expect(machine.broke("late", now: 60, random: 0) == [.init(id: 2, error: .connectionLost("late"))])
    }

    @Test mutating func `times out an unsent command without blaming the connection`() {
        machine.connecting(now: 0)
        _ = machine.submit(command(1, deadline: 50))
        #expect(machine.deadlineReached(now: 60) == .fail([.init(id: 1, error: .timedOut(sent: false))]))
    }

    @Test mutating func `gives up an attempt to connect`() {
        machine.connecting(now: 0)
        guard case .drop = machine.deadlineReached(now: 500) else { return #expect(Bool(false)) }
    }

    @Test mutating func `swallows the reply to an abandoned command`() {
        makeReady()
        _ = machine.submit(command(1))
        _ = machine.submit(command(2))
        _ = machine.takeQueued()
        machine.abandon(1)
        #expect(machine.received(.integer(1)) == .none)
        #expect(machine.received(.integer(2)) == .complete(id: 2, [.integer(2)]))
    }

    @Test mutating func `drops a connection that answers what was not asked`() {
        makeReady()
        #expect(machine.received(.integer(1)) == .drop("the server sent a reply to nothing"))
    }

    @Test mutating func `stays closed`() {
        makeReady()
        _ = machine.submit(command(1))
        #expect(machine.close() == [.init(id: 1, error: .closed)])
        #expect(machine.submit(command(2)) == .fail(.closed))
        #expect(machine.broke("x", now: 0, random: 0) == [])
        #expect(machine.nextDeadline == nil)
    }
}
