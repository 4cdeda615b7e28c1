internal import Reactor

/// One client's connection in HTTP/1.1: reads requests in order, hands their content to the exchange, writes responses.
///
/// It is the only type that knows how the client's side is framed; an exchange speaks in heads, content and ends.
package final class ClientConnection: StreamConnection {
    /// What the next bytes from the client are.
    enum Phase: UInt8 {
        case proxyHeader, protocolDetection, handshake, head, exchange, flushing, tunnel, lingering
    }

    let listener: Listener
    var phase: Phase
    /// The address that the connection comes from.
    let peer: IPAddress
    /// The client's address: the peer's, or what a trusted PROXY header says.
    var clientAddress: IPAddress
    var clientPort: UInt16
    /// The client is a hop whose forwarding fields are believed.
    var peerIsTrusted: Bool
    /// The connection is or was under TLS; also once it is closed, for the log.
    var isTLS = false
    /// The handshake waits for certificates that are being loaded.
    var isAwaitingCertificate = false
    /// Received bytes that could not be used yet: an incomplete head, a pipelined request, content with nowhere to go.
    var inbound: WriteBuffer?
    var exchange: Exchange?
    var headSearch = HeadTerminatorSearch()
    var content = ContentReader()
    /// The response in progress is sent in chunks.
    var sendsChunks = false
    /// Close once everything is written.
    var closesAfterFlush = false
    /// What was written last refused the client: give it time to read the answer.
    var lingersAfterFlush = false
    var isPumping = false
    var requests: UInt32 = 0

    init(worker: Worker, listener: Listener, address: SocketAddress) {
        self.listener = listener
        if case .ip(let ip, let port) = address {
            self.peer = ip
            self.clientPort = port
        } else {
            self.peer = IPAddress(v4: 0x7F00_0001)
            self.clientPort = 0
        }
        self.clientAddress = self.peer
        self.peerIsTrusted = worker.trustsForwarding(from: self.peer)
        self.phase = listener.expectsProxyHeader ? .proxyHeader : Self.phase(behindPreambleOf: listener)
        super.init(worker: worker, scratch: worker.clientScratch)
    }

    /// What comes first where no PROXY header is expected, or behind it.
    static func phase(behindPreambleOf listener: Listener) -> Phase {
        listener.isTLS ? .handshake : listener.detectsTLS ? .protocolDetection : .head
    }

    /// Takes over an accepted socket; false when it could not be watched, and then it is still open.
    func open(_ descriptor: Int32) -> Bool {
        guard (try? self.worker.reactor.register(self, descriptor)) != nil else { return false }
        let timeouts = self.worker.settings.timeouts
        switch self.phase {
        case .proxyHeader: self.worker.reactor.setDeadline(self, after: timeouts.proxyHeader)
        case .handshake:
            self.worker.reactor.setDeadline(self, after: timeouts.handshake)
            self.startTLS()
        case .protocolDetection: self.worker.reactor.setDeadline(self, after: timeouts.handshake)
        default: self.worker.reactor.setDeadline(self, after: timeouts.head)
        }
        return true
    }

    package override func ready(_ bits: UInt32) {
        let readiness = Readiness(rawValue: bits)
        self.note(readiness)
        if self.phase.rawValue <= Phase.handshake.rawValue {
            self.advancePreamble()
            if self.phase.rawValue <= Phase.handshake.rawValue { return }
        }
        if self.pending != nil {
            guard self.flushPending() else { return self.abort() }
            if self.pending == nil { self.drained() } else { self.progressed() }
        }
        if (self.mayHaveInput || self.inbound != nil) && self.descriptor >= 0 { self.pump() }
        if self.sawHangup && self.descriptor >= 0 { self.peerFinished(readiness) }
    }

    // MARK: - Reading

    /// Uses what has arrived, as far as the phase allows.
    func pump() {
        guard !self.isPumping else { return }
        self.isPumping = true
        var turns = 0
        while self.descriptor >= 0 {
            if let inbound = self.inbound, self.mayUseInbound(inbound) {
                let bytes = unsafe inbound.readable
                guard let start = bytes.baseAddress else { break }
                let used = unsafe self.process(start, bytes.count)
                guard self.descriptor >= 0 else { break }
                inbound.consume(used)
                if inbound.isEmpty { self.dropInbound() }
                if used > 0 { continue }
            }
            guard self.mayHaveInput, self.wantsInput else { break }
            turns += 1
            if turns > 8 {
                // Others on this worker want their turn.
                self.worker.reactor.callAgain(self)
                break
            }
            guard self.readOnce() else { break }
        }
        self.isPumping = false
        self.exchange?.flushRequest()
    }

    /// Reads and uses one buffer; false when there is nothing (more) to do now.
    private func readOnce() -> Bool {
        if let inbound = self.inbound {
            // An incomplete head: what comes is put behind it.
            let capacity = 16 * 1024
            switch unsafe self.receive(inbound.reserve(capacity), capacity) {
            case .bytes(let count):
                inbound.commit(count)
                self.progressed()
                return true
            case .wouldBlock: return false
            case .end:
                self.inputEnded()
                return false
            case .failed:
                self.inputFailed()
                return false
            }
        }
        let buffer = unsafe self.worker.readBuffer
        switch unsafe self.receive(buffer, Worker.readCapacity) {
        case .bytes(let count):
            let used = unsafe self.process(buffer, count)
            if used < count && self.descriptor >= 0 { unsafe self.stash(buffer + used, count - used) }
            return true
        case .wouldBlock: return false
        case .end:
            self.inputEnded()
            return false
        case .failed:
            self.inputFailed()
            return false
        }
    }

    /// Whether more bytes could be used if they came.
    private var wantsInput: Bool {
        switch self.phase {
        case .head: true
        case .exchange: !self.content.isComplete && self.inbound == nil && (self.exchange?.takesContent ?? false)
        case .tunnel: self.inbound == nil && (self.exchange?.takesContent ?? false)
        case .lingering: true
        default: false
        }
    }

    private func mayUseInbound(_ inbound: WriteBuffer) -> Bool {
        switch self.phase {
        case .head:
            let bytes = unsafe inbound.readable
            guard let start = bytes.baseAddress else { return false }
            return unsafe self.headSearch.advance(start, bytes.count, limits: self.worker.settings.http1)
        case .exchange: return !self.content.isComplete && (self.exchange?.takesContent ?? false)
        case .tunnel: return self.exchange?.takesContent ?? false
        case .lingering: return true
        default: return false
        }
    }

    /// Uses bytes as the phase demands and returns how many.
    private func process(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> Int {
        var offset = 0
        while offset < count {
            switch self.phase {
            case .head:
                let exchange = self.worker.spareExchange
                switch unsafe RequestHeadParser.parse(
                    bytes + offset, count - offset, into: exchange.request, limits: self.worker.settings.http1)
                {
                case .incomplete:
                    return offset
                case .rejected(let rejection):
                    self.reject(rejection)
                    return count
                case .complete(let length):
                    offset += length
                    self.begin(self.worker.takeExchange())
                }
            case .exchange:
                guard !self.content.isComplete, let exchange = self.exchange, exchange.takesContent else {
                    return offset
                }
                offset += unsafe self.takeContent(bytes + offset, count - offset, exchange)
            case .tunnel:
                guard let exchange = self.exchange, exchange.takesContent else { return offset }
                unsafe exchange.tunnelToUpstream(bytes + offset, count - offset)
                return count
            case .lingering:
                return count
            default:
                return offset
            }
            if self.descriptor < 0 { return count }
        }
        return offset
    }

    private func begin(_ exchange: Exchange) {
        self.phase = .exchange
        self.requests &+= 1
        self.headSearch.reset()
        self.exchange = exchange
        self.content.begin(exchange.request.framing, limits: self.worker.settings.http1)
        self.worker.reactor.clearDeadline(self)
        exchange.begin(self)
    }

    private func takeContent(_ bytes: UnsafePointer<UInt8>, _ count: Int, _ exchange: Exchange) -> Int {
        var offset = 0
        self.worker.reactor.setDeadline(self, after: self.worker.settings.timeouts.bodyIdle)
        while offset < count {
            let step = unsafe self.content.next(bytes, count, &offset, trailers: exchange.requestTrailers)
            switch step {
            case .content(let start, let length):
                unsafe exchange.requestContent(bytes + start, length)
            case .end:
                self.contentEnded(exchange)
                return offset
            case .needsMore:
                return offset
            case .failed(let rejection):
                exchange.requestBroken(rejection)
                return count
            }
            if self.descriptor < 0 || self.exchange !== exchange { return offset }
            if self.content.isComplete {
                self.contentEnded(exchange)
                return offset
            }
            if !exchange.takesContent { return offset }
        }
        return offset
    }

    private func contentEnded(_ exchange: Exchange) {
        // A client that does not take the answer that has begun keeps its deadline.
        if !self.isBlocked { self.worker.reactor.clearDeadline(self) }
        exchange.requestEnded()
    }

    /// Keeps bytes that cannot be used yet.
    private func stash(_ bytes: UnsafePointer<UInt8>, _ count: Int) {
        if self.phase == .head && self.inbound == nil {
            // The first bytes of a head are here: from now on the clock runs, whatever trickles in.
            self.worker.reactor.setDeadline(self, after: self.worker.settings.timeouts.head)
        }
        let inbound = self.inbound ?? self.worker.takeBuffer()
        self.inbound = inbound
        unsafe inbound.append(bytes, count: count)
    }

    func dropInbound() {
        guard let inbound = self.inbound else { return }
        self.inbound = nil
        self.worker.recycle(inbound)
    }

    // MARK: - Ends

    /// The connection broke: in a tunnel that is no orderly end.
    private func inputFailed() {
        if self.phase == .tunnel { self.abort() } else { self.inputEnded() }
    }

    private func inputEnded() {
        self.sawHangup = true
        switch self.phase {
        case .head:
            // Nothing to answer: no request, or only a part of one.
            self.close()
        case .lingering:
            self.close()
        case .exchange:
            if !self.content.isComplete { self.exchange?.clientAborted() }
        case .tunnel:
            self.exchange?.clientFinished()
        default:
            break
        }
    }

    /// The peer has finished sending while an exchange is on its way, or the connection has failed.
    private func peerFinished(_ readiness: Readiness) {
        // In a tunnel both directions may have ended in order, and what came before the end is still to be read.
        if readiness.contains(.failed) || readiness.contains(.hungUp) && self.phase != .tunnel {
            return self.abort()
        }
        // A client may finish sending and still read its answer, but one that waits without end has most likely gone.
        if self.phase == .exchange && self.content.isComplete && self.deadline > Int64.max / 4 {
            self.exchange?.clientHalfClosed(self)
        }
        if self.phase == .flushing && !self.isBlocked { self.close() }
    }

    /// The connection is of no more use: the exchange on it is given up.
    func abort() {
        if let exchange = self.exchange { exchange.clientAborted() } else { self.close() }
    }

    /// Content moved: a client that makes progress is not stalled.
    func progressed() {
        if self.phase == .exchange || self.phase == .flushing {
            self.worker.reactor.setDeadline(self, after: self.worker.settings.timeouts.responseIdle)
        } else if self.phase == .tunnel {
            self.worker.reactor.setDeadline(self, after: self.worker.settings.timeouts.tunnelIdle)
        }
    }

    /// Everything that waited is written.
    private func drained() {
        switch self.phase {
        case .flushing: self.flushed()
        case .exchange:
            if self.content.isComplete { self.worker.reactor.clearDeadline(self) }
            self.exchange?.clientDrained()
        case .tunnel: self.exchange?.clientDrained()
        default: break
        }
    }

    package override func deadlineReached() {
        switch self.phase {
        case .proxyHeader, .protocolDetection, .handshake, .lingering:
            self.close()
        case .head:
            guard self.inbound != nil else { return self.close() }
            self.refuse(.requestTimeout, status: 408)
        case .flushing:
            self.close()
        case .exchange:
            self.exchange?.clientDeadlineReached()
        case .tunnel:
            self.exchange?.clientAborted()
        }
    }

    override func close() {
        guard self.descriptor >= 0 else { return }
        self.dropInbound()
        self.worker.clientClosed(self)
        super.close()
    }
}
