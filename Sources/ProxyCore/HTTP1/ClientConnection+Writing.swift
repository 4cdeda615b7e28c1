internal import Reactor

/// How responses are framed and written.
extension ClientConnection {
    /// Encodes a response's head; it leaves with the first content, or with `flushResponse`.
    @inline(__always)
    func stageHead(_ head: ResponseHead, framing: BodyFraming, options: HTTP1Encoder.Options) {
        let scratch = self.worker.clientScratch
        HTTP1Encoder.encode(head, framing: framing, options: options, into: scratch)
        self.isStaged = true
        self.sendsChunks = framing == .chunked
    }

    /// Sends content of the response; false when the connection failed.
    @inline(__always)
    func sendContent(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> Bool {
        let scratch = self.worker.clientScratch
        if self.sendsChunks {
            self.worker.claimClientScratch(self)
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

    /// Ends the content of the response.
    @inline(__always)
    func endContent(trailers: HeaderBlock?) {
        guard self.sendsChunks else { return }
        self.worker.claimClientScratch(self)
        HTTP1Encoder.lastChunk(trailers: trailers, into: self.worker.clientScratch)
        self.isStaged = true
        self.sendsChunks = false
    }

    /// Writes what was staged; false when the connection failed.
    @inline(__always)
    func flushResponse() -> Bool {
        guard self.isStaged else { return true }
        self.isStaged = false
        let scratch = self.worker.clientScratch
        let bytes = unsafe scratch.readable
        guard let start = bytes.baseAddress else { return true }
        let sent = unsafe self.send(start, bytes.count)
        scratch.clear()
        return sent
    }

    /// The exchange is over; `keepAlive` when the next request may follow on this connection.
    func exchangeFinished(keepAlive: Bool) {
        self.exchange = nil
        if !keepAlive || self.worker.isDraining { self.closesAfterFlush = true }
        // Unread content would make the kernel reset the connection, and the answer with it.
        if !self.content.isComplete { self.lingersAfterFlush = true }
        self.phase = .flushing
        guard self.flushResponse() else { return self.close() }
        if self.isBlocked {
            self.worker.reactor.setDeadline(self, after: self.worker.settings.timeouts.responseIdle)
        } else {
            self.flushed()
        }
    }

    /// The last response is written in full.
    func flushed() {
        if self.closesAfterFlush {
            // To close over unread bytes is to reset the connection, and with it the answer.
            let hasUnread = self.inbound != nil || self.mayHaveInput && !self.sawHangup
            if self.lingersAfterFlush || hasUnread { self.linger() } else { self.close() }
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
