internal import Glibc

/// The thread of the exchanges: takes commands, waits for sockets, delivers outcomes.
final class DNSLoop {
    private let mailbox: DNSMailbox
    private var exchanges: [UInt64: DNSExchange] = [:]

    init(_ mailbox: DNSMailbox) { self.mailbox = mailbox }

    /// Works until the mailbox says stop.
    func run() {
        while takeCommands() { waitForSockets() }
        for id in Array(exchanges.keys) { finish(id, .failure(DNSFailure(.cancelled))) }
    }

    private func takeCommands() -> Bool {
        let (commands, isStopping) = mailbox.collect()
        for command in commands {
            switch command {
            case .start(let id, let order, let continuation): start(id, order, continuation)
            case .cancel(let id): finish(id, .failure(DNSFailure(.cancelled)))
            }
        }
        return !isStopping
    }

    private func start(
        _ id: UInt64, _ order: DNSExchange.Order, _ continuation: CheckedContinuation<DNSExchange.Outcome, Never>
    ) {
        guard let exchange = DNSExchange(order, continuation) else {
            return continuation.resume(returning: .failure(DNSFailure(.unreachable, "no socket can be opened")))
        }
        exchanges[id] = exchange
        if let outcome = exchange.begin() { finish(id, outcome) }
    }

    private func waitForSockets() {
        let ids = Array(exchanges.keys)
        var waiting = [pollfd(fd: mailbox.descriptor, events: Int16(POLLIN), revents: 0)]
        waiting += ids.compactMap { exchanges[$0]?.interest }
        guard unsafe poll(&waiting, nfds_t(waiting.count), patience()) >= 0 || errno == EINTR else { return }
        let now = ContinuousClock.now
        for (id, state) in zip(ids, waiting.dropFirst()) {
            guard let exchange = exchanges[id] else { continue }
            if state.revents != 0, let outcome = exchange.advance() {
                finish(id, outcome)
            } else if exchange.order.deadline <= now {
                finish(id, .failure(DNSFailure(.timedOut, "\(exchange.order.server)")))
            }
        }
    }

    /// Milliseconds until the first deadline, rounded up; -1 without one.
    private func patience() -> Int32 {
        guard let first = exchanges.values.map(\.order.deadline).min() else { return -1 }
        let (seconds, attoseconds) = (first - .now).components
        guard seconds >= 0, attoseconds >= 0 else { return 0 }
        return Int32(min(seconds, 3600)) * 1000 + Int32(attoseconds / 1_000_000_000_000_000) + 1
    }

    private func finish(_ id: UInt64, _ outcome: DNSExchange.Outcome) {
        exchanges.removeValue(forKey: id)?.continuation.resume(returning: outcome)
    }
}
