internal import ProxyModel
internal import Reactor

/// One connection to an upstream in HTTP/1.1: connects, writes requests, reads responses, rests in the pool between.
package final class UpstreamConnection: StreamConnection {
    enum Phase: UInt8 {
        case resolving, connecting, handshake, resting, head, content, tunnel
    }

    let endpoint: UpstreamEndpoint
    private(set) var phase = Phase.resolving
    private(set) var exchange: Exchange?
    /// The start of a response head that has not arrived in full.
    private var partialHead: WriteBuffer?
    private var content = ContentReader()
    private var keepsAlive = true
    private var addresses: [SocketAddress] = []
    private var nextAddress = 0
    private var lastUse: Int64 = 0
    private var isReading = false
    /// When the attempt was begun, in nanoseconds.
    private(set) var requests: UInt32 = 0

    init(endpoint: UpstreamEndpoint, worker: Worker) {
        self.endpoint = endpoint
        super.init(worker: worker)
    }

    /// Whether it waits in the pool.
    var isResting: Bool { self.phase == .resting }

    // MARK: - Connecting

    /// Opens the connection for an exchange.
    func start(for exchange: Exchange) {
        self.exchange = exchange
        exchange.connecting(self)
        self.worker.reactor.setDeadline(self, after: exchange.connectTimeout)
        let key = self.endpoint.key
        if key.scheme == .unix {
            self.connect(to: [.unix(key.host)])
            return
        }
        self.worker.resolve(key.host) { [weak self] answer in
            guard let self, self.phase == .resolving, self.exchange != nil else { return }
            switch answer {
            case .success(let found): self.connect(to: found.map { .ip($0, port: key.port) })
            case .failure(let code): self.attemptFailed(code)
            }
        }
    }

    private func connect(to addresses: [SocketAddress]) {
        let shift = addresses.isEmpty ? 0 : self.endpoint.preferredAddress % addresses.count
        self.addresses = Array(addresses[shift...] + addresses[..<shift])
        self.tryNextAddress(.connectionRefused)
    }

    private func tryNextAddress(_ failure: FailureCode) {
        self.phase = .connecting
        while self.nextAddress < self.addresses.count {
            let address = self.addresses[self.nextAddress]
            self.nextAddress += 1
            if self.worker.isOwnListener(address) { return self.attemptFailed(.proxyLoop) }
            guard let socket = try? Socket.connect(address) else { continue }
            guard (try? self.worker.reactor.register(self, socket.descriptor)) != nil else {
                Socket.close(socket.descriptor)
                return self.attemptFailed(.internalError)
            }
            if socket.established { self.connected() }
            return
        }
        self.attemptFailed(failure)
    }

    private func connectingReady(_ readiness: Readiness) {
        guard readiness.contains(.writable) || readiness.contains(.failed) || readiness.contains(.hungUp) else {
            return
        }
        let code = Socket.pendingError(self.descriptor)
        guard code == 0 else {
            Socket.close(self.worker.reactor.release(self))
            self.sawHangup = false
            self.mayHaveInput = false
            return self.tryNextAddress(.connectionRefused)
        }
        self.connected()
    }

    private func connected() {
        if self.nextAddress > 1 {
            self.endpoint.preferredAddress = (self.endpoint.preferredAddress &+ self.nextAddress &- 1) & 0xFFFF
        }
        guard self.endpoint.key.scheme == .https else { return self.established() }
        self.phase = .handshake
        do throws(TLSFailure) {
            let context = try self.endpoint.context(self.worker)
            let name = self.endpoint.key.serverName ?? self.endpoint.key.host
            self.tls = TLSTransport(try TLSSession(client: context, descriptor: self.descriptor, host: name))
            self.advanceHandshake()
        } catch {
            self.attemptFailed(.tlsProtocolError)
        }
    }

    private func advanceHandshake() {
        guard let tls = self.tls else { return }
        switch tls.session.handshake() {
        case .complete:
            self.mayHaveInput = true
            self.established()
        case .wantRead, .wantWrite, .wantCertificate:
            break
        case .failed(let failure):
            if case .verification = failure {
                self.attemptFailed(.tlsCertificateError)
            } else {
                self.attemptFailed(.tlsProtocolError)
            }
        }
    }

    private func established() {
        self.endpoint.attemptSucceeded()
        guard let exchange = self.exchange else { return self.close() }
        self.phase = .head
        self.requests = 1
        self.worker.reactor.clearDeadline(self)
        exchange.upstreamReady(self, reused: false)
        if self.mayHaveInput { self.read() }
    }

    private func attemptFailed(_ code: FailureCode) {
        self.endpoint.attemptFailed(now: self.worker.reactor.now)
        let exchange = self.exchange
        self.exchange = nil
        self.close()
        exchange?.upstreamFailed(code)
    }

    // MARK: - The pool

    /// Whether a resting connection may be used again.
    ///
    /// One that was used a moment ago has had its end reported by the loop; an older one is asked.
    func isAlive(now: Int64) -> Bool {
        if self.sawHangup || self.mayHaveInput || self.descriptor < 0 { return false }
        return now - self.lastUse < 50 || Socket.isQuiet(self.descriptor)
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

    /// Reads and hands on as long as the client keeps up.
    func read() {
        guard !self.isReading else { return }
        self.isReading = true
        defer { self.isReading = false }
        var turns = 0
        while self.mayHaveInput, self.descriptor >= 0, let exchange = self.exchange, exchange.takesResponse {
            turns += 1
            if turns > 4 {
                self.worker.reactor.callAgain(self)
                return
            }
            let buffer = unsafe self.worker.readBuffer
            switch unsafe self.receive(buffer, Worker.readCapacity) {
            case .bytes(let count):
                unsafe self.process(buffer, count, exchange)
                // Until the final head is here the deadline of the request's end counts, whatever interim heads come.
                if self.exchange === exchange, self.phase == .content || self.phase == .tunnel {
                    self.armIdle(exchange)
                }
                // One flush per read: head and content leave together, and an event stream waits for nothing.
                exchange.flushResponse()
            case .wouldBlock:
                return
            case .end:
                return self.ended(exchange)
            case .failed:
                return self.broken(.connectionTerminated)
            }
        }
    }

    @inline(__always)
    private func armIdle(_ exchange: Exchange) {
        let timeouts = self.worker.settings.timeouts
        self.worker.reactor.setDeadline(
            self, after: self.phase == .tunnel ? timeouts.tunnelIdle : exchange.responseIdleTimeout)
    }

    private func process(_ bytes: UnsafePointer<UInt8>, _ count: Int, _ exchange: Exchange) {
        var offset = 0
        // Exchanges are reused: the same object may be back here for the next request, whose response this is not.
        let request = self.requests
        while offset < count, self.exchange === exchange, self.requests == request {
            switch self.phase {
            case .head:
                guard let used = unsafe self.takeHead(bytes + offset, count - offset, exchange) else { return }
                offset += used
            case .content:
                let step = unsafe self.content.next(bytes, count, &offset, trailers: exchange.responseTrailers)
                switch step {
                case .content(let start, let length):
                    unsafe exchange.responseContent(bytes + start, length)
                case .failed:
                    return self.broken(.responseInvalid)
                case .needsMore, .end, .raw, .chunkStart:
                    break
                }
                if self.exchange === exchange, self.content.isComplete {
                    self.completed(exchange, rest: count - offset)
                }
            case .tunnel:
                unsafe exchange.tunnelToClient(bytes + offset, count - offset)
                return
            default:
                return
            }
        }
    }

    /// Parses a response head; nil when it is incomplete or refused.
    private func takeHead(_ bytes: UnsafePointer<UInt8>, _ count: Int, _ exchange: Exchange) -> Int? {
        exchange.responseBytesReceived()
        let head = self.worker.responseHead
        let limits = self.worker.settings.http1
        let known = self.partialHead?.count ?? 0
        let outcome: ParseOutcome
        if let partial = self.partialHead {
            unsafe partial.append(bytes, count: count)
            let all = unsafe partial.readable
            guard let start = all.baseAddress else { return nil }
            outcome = unsafe ResponseHeadParser.parse(
                start, all.count, requestMethod: exchange.request.method, into: head, limits: limits)
        } else {
            outcome = unsafe ResponseHeadParser.parse(
                bytes, count, requestMethod: exchange.request.method, into: head, limits: limits)
        }
        switch outcome {
        case .incomplete:
            if self.partialHead == nil {
                let partial = self.worker.takeBuffer()
                unsafe partial.append(bytes, count: count)
                self.partialHead = partial
            }
            return nil
        case .rejected(let rejection):
            self.broken(rejection == .headTooLarge ? .responseHeadTooLarge : .responseInvalid)
            return nil
        case .complete(let length):
            self.dropPartialHead()
            self.headReceived(head, exchange, rest: count - (length - known))
            return length - known
        }
    }

    private func headReceived(_ head: ResponseHead, _ exchange: Exchange, rest: Int) {
        if head.is1xx {
            exchange.interimResponse(head)
            return
        }
        if head.isUpgrade {
            guard exchange.request.wantsUpgrade, !head.upgrade.isEmpty else { return self.broken(.responseInvalid) }
            self.phase = .tunnel
            self.keepsAlive = false
            exchange.upgraded(head)
            return
        }
        self.keepsAlive = head.keepAlive
        self.content.begin(head.framing, limits: self.worker.settings.http1)
        self.phase = .content
        exchange.responseHead(head)
        if self.exchange === exchange, self.content.isComplete { self.completed(exchange, rest: rest) }
    }

    private func completed(_ exchange: Exchange, rest: Int) {
        // Bytes behind the end belong to no request: nothing on this connection can be believed any more.
        if rest > 0 || self.sawHangup { self.keepsAlive = false }
        self.worker.reactor.clearDeadline(self)
        exchange.responseEnded(upstreamKeepsAlive: self.keepsAlive && self.pending == nil)
    }

    /// The upstream has finished sending.
    private func ended(_ exchange: Exchange) {
        switch self.phase {
        case .content where self.content.endsWithConnection:
            self.content.finish()
            self.keepsAlive = false
            exchange.responseEnded(upstreamKeepsAlive: false)
        case .content:
            self.broken(.responseIncomplete)
        case .tunnel:
            exchange.upstreamFinished()
        default:
            self.broken(.connectionTerminated)
        }
    }

    /// The connection is of no more use, and so the exchange cannot go on by it.
    private func broken(_ code: FailureCode) {
        let exchange = self.exchange
        self.exchange = nil
        self.close()
        exchange?.upstreamFailed(code)
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

    /// Leaves its exchange without a word; the owner decides what becomes of the connection.
    func detach() { self.exchange = nil }

    override func close() {
        let wasOpen = self.phase != .resolving || self.descriptor >= 0
        if self.isStaged {
            self.isStaged = false
            self.worker.upstreamScratch.clear()
        }
        self.dropPartialHead()
        let resting = self.isResting
        if self.descriptor >= 0 { super.close() } else { self.worker.reactor.clearDeadline(self) }
        if wasOpen || !self.isGone { self.reportClosed(resting) }
    }

    private var isGone = false

    private func reportClosed(_ resting: Bool) {
        guard !self.isGone else { return }
        self.isGone = true
        self.endpoint.closed(self, self.worker)
    }

    private func dropPartialHead() {
        guard let partial = self.partialHead else { return }
        self.partialHead = nil
        self.worker.recycle(partial)
    }

    // MARK: - Writing

    /// Sends content of the request; false when the connection failed.
    @inline(__always)
    func sendContent(_ bytes: UnsafePointer<UInt8>, _ count: Int, chunked: Bool) -> Bool {
        let scratch = self.worker.upstreamScratch
        if chunked {
            HTTP1Encoder.chunkStart(UInt64(count), into: scratch)
            unsafe scratch.append(bytes, count: count)
            HTTP1Encoder.chunkEnd(into: scratch)
            self.isStaged = true
            return true
        }
        guard self.isStaged else { return unsafe self.send(bytes, count) }
        if count <= 4096 || self.tls != nil {
            unsafe scratch.append(bytes, count: count)
            return true
        }
        self.isStaged = false
        let head = unsafe scratch.readable
        guard let start = head.baseAddress else { return unsafe self.send(bytes, count) }
        let sent = unsafe self.send(start, head.count, then: bytes, count)
        scratch.clear()
        return sent
    }

    /// Writes what was staged; false when the connection failed.
    @inline(__always)
    func flushStaged() -> Bool {
        guard self.isStaged else { return true }
        self.isStaged = false
        let scratch = self.worker.upstreamScratch
        let bytes = unsafe scratch.readable
        guard let start = bytes.baseAddress else { return true }
        let sent = unsafe self.send(start, bytes.count)
        scratch.clear()
        return sent
    }

    /// The request is on its way in full: from now on the upstream owes an answer.
    func awaitResponse(_ milliseconds: Int64) {
        guard self.phase == .head else { return }
        self.worker.reactor.setDeadline(self, after: milliseconds)
        // Alone on its way, it would find the thread asleep.
        if self.endpoint.busy <= 2 { self.worker.reactor.expectEvent() }
    }
}
