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
    /// What the handshake waits for.
    var certificateWait: WaitingHandshakes.Reason?
    /// The handshake waited for a certificate to be obtained, in vain.
    var isSettledOnDemand = false
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
    /// The last token that it brought to a port of a service.
    var portToken: RememberedToken?

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

    // MARK: - Ends

    /// The connection broke: in a tunnel that is no orderly end.
    func inputFailed() {
        if self.phase == .tunnel { self.abort() } else { self.inputEnded() }
    }

    func inputEnded() {
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
        if self.phase == .exchange && self.content.isComplete, let exchange = self.exchange,
            self.deadline > Int64.max / 4 || exchange.waitsLong
        {
            exchange.clientHalfClosed(self)
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
        if self.isAwaitingCertificate { self.worker.tls.forget(self) }
        self.worker.clientClosed(self)
        super.close()
    }
}
