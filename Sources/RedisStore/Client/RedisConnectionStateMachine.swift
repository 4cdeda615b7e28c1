/// Decides what one connection does; never does it.
///
/// Times are milliseconds of one monotonic clock. Commands are answered in the order in which they were written. A
/// command that was written when the connection breaks is failed, never sent again: it may have been executed.
struct RedisConnectionStateMachine: Sendable {
    /// A command, or several to be answered as one.
    struct Command: Sendable {
        let id: UInt64
        let bytes: [UInt8]
        /// How many replies belong to it.
        let replies: Int
        let deadline: Int64
    }

    /// A command that ended without an answer.
    struct Failure: Equatable, Sendable {
        let id: UInt64
        let error: RedisError
    }

    private struct InFlight: Sendable {
        let id: UInt64
        let replies: Int
        let deadline: Int64
        var received: [RedisReply] = []
        var isAbandoned = false
    }

    private enum State: Sendable {
        /// Not connected; the next attempt is due then.
        case waiting(until: Int64)
        case connecting(giveUp: Int64)
        case handshaking(RedisHandshake, giveUp: Int64)
        case ready
        case closed
    }

    enum SubmitAction: Equatable {
        case write
        case wait
        case fail(RedisError)
    }

    enum ReplyAction: Equatable {
        case none
        /// The connection may be used; write what is queued.
        case ready
        case complete(id: UInt64, [RedisReply])
        /// Close the connection and report it by `broke`.
        case drop(String)
    }

    enum DeadlineAction: Equatable {
        case none
        case connect
        case fail([Failure])
        /// Commands were written and not answered: close the connection and report it by `broke`.
        case drop(String, [Failure])
    }

    private var state = State.waiting(until: 0)
    private var queued = FIFO<Command>()
    private var inFlight = FIFO<InFlight>()
    private var backoff: RedisBackoff
    private var attemptsSinceLoss = 0
    private var reason = "not connected yet"
    private let handshake: RedisHandshake
    private let connectTimeout: Int64

    /// A connection that has not been opened.
    init(handshake: RedisHandshake, backoff: RedisBackoff, connectTimeout: Int64) {
        self.handshake = handshake
        self.backoff = backoff
        self.connectTimeout = connectTimeout
    }

    var isReady: Bool {
        guard case .ready = state else { return false }
        return true
    }

    var isClosed: Bool {
        guard case .closed = state else { return false }
        return true
    }

    /// The earliest moment at which `deadlineReached` has something to do.
    var nextDeadline: Int64? {
        var next: Int64?
        switch state {
        case .waiting(let until): next = until
        case .connecting(let giveUp), .handshaking(_, let giveUp): next = giveUp
        case .ready: next = nil
        case .closed: return nil
        }
        // Deadlines differ (a blocking read waits longer), so the front is not enough.
        for command in inFlight.elements { next = min(next ?? .max, command.deadline) }
        for command in queued.elements { next = min(next ?? .max, command.deadline) }
        return next
    }

    /// An attempt to connect begins.
    mutating func connecting(now: Int64) {
        guard !isClosed else { return }
        state = .connecting(giveUp: now + connectTimeout)
    }

    /// The connection is open (and its TLS handshake done); returns what to write first.
    mutating func connected() -> [UInt8] {
        guard case .connecting(let giveUp) = state else { return [] }
        state = .handshaking(handshake, giveUp: giveUp)
        return handshake.bytes
    }

    /// Takes a command.
    mutating func submit(_ command: Command) -> SubmitAction {
        switch state {
        case .closed: return .fail(.closed)
        // After a failed attempt a caller learns it at once instead of waiting for its deadline.
        case .waiting where attemptsSinceLoss > 0: return .fail(.unavailable(reason))
        case .connecting where attemptsSinceLoss > 1: return .fail(.unavailable(reason))
        case .waiting, .connecting, .handshaking:
            queued.append(command)
            return .wait
        case .ready:
            queued.append(command)
            return .write
        }
    }

    /// The bytes of all queued commands, which count as sent from now on.
    mutating func takeQueued() -> [UInt8] {
        guard isReady else { return [] }
        var bytes: [UInt8] = []
        while let command = queued.popFirst() {
            bytes.append(contentsOf: command.bytes)
            inFlight.append(InFlight(id: command.id, replies: command.replies, deadline: command.deadline))
        }
        return bytes
    }

    /// Takes the next reply.
    mutating func received(_ reply: RedisReply) -> ReplyAction {
        switch state {
        case .waiting, .connecting, .closed: return .none
        case .handshaking(var handshake, let giveUp):
            switch handshake.received(reply) {
            case .more:
                state = .handshaking(handshake, giveUp: giveUp)
                return .none
            case .done:
                state = .ready
                backoff.reset()
                attemptsSinceLoss = 0
                return .ready
            case .failed(let error): return .drop(error.description)
            }
        case .ready:
            guard !inFlight.isEmpty else { return .drop("the server sent a reply to nothing") }
            inFlight.updateFirst { $0.received.append(reply) }
            guard let command = inFlight.first, command.received.count >= command.replies else { return .none }
            _ = inFlight.popFirst()
            return command.isAbandoned ? .none : .complete(id: command.id, command.received)
        }
    }

    /// The connection is gone, or the attempt failed; returns the commands that end with it.
    ///
    /// `random` in 0...1 spreads the next attempt.
    mutating func broke(_ why: String, now: Int64, random: Double) -> [Failure] {
        guard !isClosed else { return [] }
        let wasReady = isReady
        reason = why
        attemptsSinceLoss = wasReady ? 0 : attemptsSinceLoss + 1
        state = .waiting(until: now + backoff.next(random: random))
        var failures = inFlight.takeAll().filter { !$0.isAbandoned }.map {
            Failure(id: $0.id, error: .connectionLost(why))
        }
        if !wasReady { failures += queued.takeAll().map { Failure(id: $0.id, error: .unavailable(why)) } }
        return failures
    }

    /// Looks at what is due.
    mutating func deadlineReached(now: Int64) -> DeadlineAction {
        switch state {
        case .closed: return .none
        case .waiting(let until) where until <= now: return .connect
        case .connecting(let giveUp) where giveUp <= now:
            return .drop("no connection within \(connectTimeout) ms", [])
        case .handshaking(_, let giveUp) where giveUp <= now:
            return .drop("the server accepted the connection but did not answer within \(connectTimeout) ms", [])
        default: break
        }
        let unsent = queued.removeAll { $0.deadline <= now }.map { Failure(id: $0.id, error: .timedOut(sent: false)) }
        let late = inFlight.elements.filter { $0.deadline <= now }
        guard !late.isEmpty else { return unsent.isEmpty ? .none : .fail(unsent) }
        // Replies come in order: behind an unanswered command nothing can be answered, so the connection is given up.
        inFlight.forEach { if $0.deadline <= now { $0.isAbandoned = true } }
        let overdue = late.filter { !$0.isAbandoned }.map { Failure(id: $0.id, error: .timedOut(sent: true)) }
        return .drop("a command was not answered in time", unsent + overdue)
    }

    /// The caller no longer waits: an unsent command is dropped, the reply to a sent one will be.
    mutating func abandon(_ id: UInt64) {
        _ = queued.removeAll { $0.id == id }
        inFlight.forEach { if $0.id == id { $0.isAbandoned = true } }
    }

    /// Ends for good; returns the commands that end with it.
    mutating func close() -> [Failure] {
        state = .closed
        return (inFlight.takeAll().filter { !$0.isAbandoned }.map { Failure(id: $0.id, error: .closed) })
            + queued.takeAll().map { Failure(id: $0.id, error: .closed) }
    }
}
