internal import ProxyModel
internal import Reactor

/// One upstream of one worker: its addresses, its pool of idle connections and the exchanges that wait for one.
package final class UpstreamEndpoint {
    let key: UpstreamEndpointKey
    /// How the access log names it.
    let logName: [UInt8]
    /// The value of `Host` that fits it.
    private(set) lazy var host = UpstreamTarget.host(self.key.scheme, self.key.host, self.key.port)
    var references = 0
    /// Connections that are open or being opened, idle ones included.
    private(set) var open = 0
    private var idle = ContiguousArray<UpstreamConnection>()
    private var waiting = WaitingQueue<Exchange>()
    private var isOpening = false
    private var failures = 0
    private var downUntil: Int64 = 0
    private var tlsContext: TLSClientContext?
    /// When an exchange last asked for a connection, in milliseconds of the reactor's clock; `.min` = never.
    private(set) var lastUse: Int64 = .min
    /// Which address is tried first; moves on when one fails.
    var preferredAddress = 0

    init(key: UpstreamEndpointKey) {
        self.key = key
        let text = key.scheme == .unix ? key.host : "\(key.host):\(key.port)"
        self.logName = text.utf8.map { $0 < 0x20 || $0 == 0x22 || $0 == 0x5C || $0 > 0x7E ? 0x3F : $0 }
    }

    /// Connections that carry an exchange, and exchanges that wait.
    var busy: Int { self.open - self.idle.count + self.waiting.count }

    /// Whether it has not just failed to accept connections.
    func isUsable(now: Int64) -> Bool { now >= self.downUntil }

    /// Finds a connection for an exchange: an idle one at once, else a new one, else a place in the queue.
    func acquire(for exchange: Exchange, _ worker: Worker) {
        self.lastUse = worker.reactor.now
        while let connection = self.idle.popLast() {
            if connection.isAlive(now: worker.reactor.now, isRepeatable: exchange.isRepeatable) {
                connection.resume(for: exchange)
                return
            }
            connection.close()
        }
        if self.open < worker.settings.maximumUpstreamConnections {
            self.open(for: exchange, worker)
        } else if self.waiting.count < worker.settings.maximumQueued {
            self.waiting.append(exchange)
            exchange.queued(at: self)
        } else {
            exchange.upstreamFailed(.connectionLimitReached)
        }
    }

    private func open(for exchange: Exchange, _ worker: Worker) {
        self.open += 1
        UpstreamConnection(endpoint: self, worker: worker).start(for: exchange)
    }

    /// Takes an exchange that gave up out of the queue.
    func forget(_ exchange: Exchange) { self.waiting.remove(exchange) }

    /// Has the exchanges in the queue look for a connection anew, in their order, as some of their targets have left this
    /// upstream.
    func handOver() {
        var count = self.waiting.count
        while count > 0, let exchange = self.waiting.popFirst() {
            count -= 1
            exchange.upstreamDeparted()
        }
    }

    /// Takes a connection back whose exchange is done: for the next in the queue, or for later.
    func release(_ connection: UpstreamConnection, _ worker: Worker) {
        // One that has more to say than was asked for is not given to anybody.
        guard connection.isSilent() else { return connection.close() }
        if let next = self.waiting.popFirst() {
            connection.resume(for: next)
        } else if self.references > 0, self.idle.count < worker.settings.maximumIdleUpstreamConnections {
            connection.rest()
            self.idle.append(connection)
        } else {
            connection.close()
        }
    }

    /// A connection was closed, whatever it did before.
    func closed(_ connection: UpstreamConnection, _ worker: Worker) {
        self.open -= 1
        if connection.isResting, let index = self.idle.lastIndex(where: { $0 === connection }) {
            self.idle.remove(at: index)
        }
        // Attempts that fail at once come back here: they are made one after the other, not one inside the other.
        guard !self.isOpening else { return }
        self.isOpening = true
        while self.open < worker.settings.maximumUpstreamConnections, let next = self.waiting.popFirst() {
            self.open(for: next, worker)
        }
        self.isOpening = false
    }

    /// A connection attempt failed at every address.
    func attemptFailed(now: Int64) {
        self.failures += 1
        // Long enough to keep requests away from a dead upstream, short enough to notice its return.
        self.downUntil = now + min(Int64(self.failures) * 500, 10_000)
    }

    /// A connection was established.
    func attemptSucceeded() {
        self.failures = 0
        self.downUntil = 0
    }

    /// The client context for TLS; made at the first use.
    ///
    /// Throws `TLSFailure`.
    func context(_ worker: Worker) throws(TLSFailure) -> TLSClientContext {
        if let context = self.tlsContext { return context }
        let context = try worker.tls.makeClientContext(verify: self.key.verifyTLS, caPEM: self.key.caPEM)
        self.tlsContext = context
        return context
    }

    func closeIdle() { while let connection = self.idle.last { connection.close() } }
}

@available(*, unavailable)
extension UpstreamEndpoint: Sendable {}
