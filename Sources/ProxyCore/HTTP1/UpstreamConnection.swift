internal import Reactor

/// One connection to an upstream in HTTP/1.1: connects, writes requests, reads responses, rests in the pool between.
package final class UpstreamConnection: StreamConnection {
    enum Phase: UInt8 {
        case resolving, connecting, handshake, resting, head, content, tunnel
    }

    let endpoint: UpstreamEndpoint
    var phase = Phase.resolving
    var exchange: Exchange?
    /// Tells the requests that it has carried from each other; wraps.
    var requests: UInt32 = 0
    var addresses: [SocketAddress] = []
    var nextAddress = 0
    /// The start of a response head that has not arrived in full.
    var partialHead: WriteBuffer?
    var content = ContentReader()
    var keepsAlive = true
    var isReading = false
    private var lastUse: Int64 = 0
    private var isGone = false

    init(endpoint: UpstreamEndpoint, worker: Worker) {
        self.endpoint = endpoint
        super.init(worker: worker, scratch: worker.upstreamScratch)
    }

    // MARK: - The pool

    /// Whether it waits in the pool.
    var isResting: Bool { self.phase == .resting }

    /// Whether a resting connection may carry the next request.
    ///
    /// One that was used a moment ago has most likely had its end reported by the loop, so that a request that can be
    /// sent again may take it as it is; for any other request, and after a longer rest, the socket is asked.
    func isAlive(now: Int64, isRepeatable: Bool) -> Bool {
        if self.sawHangup || self.mayHaveInput || self.descriptor < 0 { return false }
        return isRepeatable && now - self.lastUse < 50 || Socket.isQuiet(self.descriptor)
    }

    /// Whether nothing was said behind the last response.
    ///
    /// Only where the last read left that open is there another one.
    func isSilent() -> Bool {
        guard !self.sawHangup else { return false }
        guard self.mayHaveInput else { return true }
        var byte: UInt8 = 0
        return unsafe self.receive(&byte, 1) == .wouldBlock
    }

    /// Takes the next request.
    func resume(for exchange: Exchange) {
        self.exchange = exchange
        self.phase = .head
        self.keepsAlive = true
        self.requests &+= 1
        self.worker.reactor.clearDeadline(self)
        exchange.upstreamReady(self, reused: true)
    }

    /// Goes to rest.
    func rest() {
        self.exchange = nil
        self.phase = .resting
        self.lastUse = self.worker.reactor.now
        self.worker.reactor.setDeadline(self, after: self.worker.settings.timeouts.upstreamIdle)
    }

    // MARK: - Events

    package override func ready(_ bits: UInt32) {
        let readiness = Readiness(rawValue: bits)
        self.note(readiness)
        switch self.phase {
        case .connecting: return self.connectingReady(readiness)
        case .handshake: return self.advanceHandshake()
        case .resting:
            // A resting upstream has nothing to say: it has closed, or it is confused.
            if self.mayHaveInput { self.close() }
            return
        default: break
        }
        if self.pending != nil {
            guard self.flushPending() else { return self.broken(.connectionTerminated) }
            if self.pending == nil { self.exchange?.upstreamDrained() }
        }
        if self.mayHaveInput { self.read() }
    }

    package override func deadlineReached() {
        switch self.phase {
        case .resolving: self.attemptFailed(.dnsTimeout)
        case .connecting, .handshake:
            // The next attempt begins behind the address that swallowed this one.
            self.endpoint.preferredAddress = (self.endpoint.preferredAddress &+ self.nextAddress) & 0xFFFF
            self.attemptFailed(.connectionTimeout)
        case .resting: self.close()
        case .head, .content:
            guard let exchange = self.exchange, !exchange.takesResponse else { return self.broken(.responseTimeout) }
            // It is the client that keeps us waiting, and its own deadline that counts.
            self.armIdle(exchange)
        case .tunnel: self.exchange?.clientAborted()
        }
    }

    // MARK: - The end

    /// Leaves its exchange without a word; the owner decides what becomes of the connection.
    func detach() { self.exchange = nil }

    /// The connection is of no more use, and so the exchange cannot go on by it.
    func broken(_ code: FailureCode) {
        let exchange = self.exchange
        self.exchange = nil
        self.close()
        exchange?.upstreamFailed(code)
    }

    override func close() {
        self.dropPartialHead()
        if self.descriptor >= 0 { super.close() } else { self.worker.reactor.clearDeadline(self) }
        guard !self.isGone else { return }
        self.isGone = true
        self.endpoint.closed(self, self.worker)
    }
}
