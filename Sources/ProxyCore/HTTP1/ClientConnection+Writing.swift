internal import Reactor

/// How responses are framed and written.
extension ClientConnection {
    /// Encodes a response's head; it leaves with the first content, or with `flushStaged`.
    @inline(__always)
    func stageHead(_ head: ResponseHead, framing: BodyFraming, options: HTTP1Encoder.Options) {
        HTTP1Encoder.encode(head, framing: framing, options: options, into: self.scratch)
        self.isStaged = true
        self.sendsChunks = framing == .chunked
    }

    /// Sends content of the response; false when the connection failed.
    @inline(__always)
    func sendContent(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> Bool {
        guard self.sendsChunks else { return unsafe self.sendBehindStaged(bytes, count) }
        self.worker.claimClientScratch(self)
        return unsafe self.stageChunk(bytes, count)
    }

    /// Ends the content of the response.
    @inline(__always)
    func endContent(trailers: HeaderBlock?) {
        guard self.sendsChunks else { return }
        self.worker.claimClientScratch(self)
        HTTP1Encoder.lastChunk(trailers: trailers, into: self.scratch)
        self.isStaged = true
        self.sendsChunks = false
    }

    /// The exchange is over; `keepAlive` when the next request may follow on this connection.
    func exchangeFinished(keepAlive: Bool) {
        self.exchange = nil
        if !keepAlive { self.closesAfterFlush = true }
        // Unread content would make the kernel reset the connection, and the answer with it.
        if !self.content.isComplete { self.lingersAfterFlush = true }
        self.phase = .flushing
        guard self.flushStaged() else { return self.close() }
        if self.isBlocked {
            self.worker.reactor.setDeadline(self, after: self.worker.settings.timeouts.responseIdle)
        } else {
            self.flushed()
        }
    }

    /// The last response is written in full.
    func flushed() {
        if self.closesAfterFlush || self.worker.isDraining {
            // To close over unread bytes is to reset the connection, and with it the answer.
            if self.lingersAfterFlush || self.mayHaveInput || self.inbound != nil {
                self.linger()
            } else {
                self.close()
            }
            return
        }
        self.phase = .head
        // A part of the next head is here already: its clock runs.
        let timeouts = self.worker.settings.timeouts
        self.worker.reactor.setDeadline(self, after: self.inbound == nil ? timeouts.keepAliveIdle : timeouts.head)
        if self.inbound != nil || self.mayHaveInput { self.pump() }
    }

    /// Reads on for a while after the last answer, so that the client can read it.
    private func linger() {
        self.tls?.session.closeNotify()
        Socket.finishWriting(self.descriptor)
        self.phase = .lingering
        self.dropInbound()
        self.worker.reactor.setDeadline(self, after: self.worker.settings.timeouts.linger)
        if self.mayHaveInput { self.pump() }
    }

    /// Answers a request that could not be parsed, and closes.
    func reject(_ rejection: HTTP1Rejection) {
        self.refuse(FailureCode(rejection), status: rejection.status)
    }

    /// Answers what never became an exchange, and closes.
    func refuse(_ code: FailureCode, status: UInt16) {
        let exchange = self.worker.takeExchange()
        self.exchange = exchange
        self.phase = .exchange
        self.lingersAfterFlush = true
        exchange.refuse(self, code, status: status)
    }
}
