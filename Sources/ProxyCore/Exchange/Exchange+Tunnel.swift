internal import Reactor

/// After an upgrade both directions are bytes: what one side sends the other gets, each waiting for the other's pace.
extension Exchange {
    /// The upstream switched protocols.
    func upgraded(_ head: ResponseHead) {
        guard let client = self.client else { return }
        self.record.status = 101
        self.record.headAt = self.record.now
        self.editResponse(head)
        self.worker.claimClientScratch(client)
        client.stageHead(head, framing: .none, options: .upgrade)
        self.progress.responseHeadSent()
        self.isTunnel = true
        if self.guarded.place >= 0 { self.watchStream() }
        self.worker.counters.tunnels &+= 1
        client.phase = .tunnel
        self.worker.reactor.setDeadline(client, after: self.worker.settings.timeouts.tunnelIdle)
        // What the client sent on waits in its buffer; it follows once the answer is out.
        if client.inbound != nil || client.mayHaveInput { self.worker.reactor.callAgain(client) }
    }

    /// Bytes from the client.
    func tunnelToUpstream(_ bytes: UnsafePointer<UInt8>, _ count: Int) {
        guard let upstream = self.upstream, let client = self.client else { return }
        self.record.requestBytes &+= UInt64(count)
        self.worker.reactor.setDeadline(client, after: self.worker.settings.timeouts.tunnelIdle)
        self.worker.reactor.setDeadline(upstream, after: self.worker.settings.timeouts.tunnelIdle)
        if unsafe !upstream.send(bytes, count) { self.clientAborted() }
    }

    /// Bytes from the upstream.
    func tunnelToClient(_ bytes: UnsafePointer<UInt8>, _ count: Int) {
        guard let client = self.client else { return }
        self.record.responseBytes &+= UInt64(count)
        self.worker.reactor.setDeadline(client, after: self.worker.settings.timeouts.tunnelIdle)
        guard client.flushStaged() else { return self.clientAborted() }
        if unsafe !client.send(bytes, count) { self.clientAborted() }
    }

    /// The client has finished sending; the upstream may go on.
    func clientFinished() {
        guard self.isTunnel, !self.clientIsFinished else { return }
        self.clientIsFinished = true
        self.finishTunnelIfDone()
        self.finishWritingToUpstream()
    }

    /// Passes the client's end on, once everything before it is written.
    func finishWritingToUpstream() {
        guard let upstream = self.upstream, !upstream.isBlocked else { return }
        upstream.tls?.session.closeNotify()
        Socket.finishWriting(upstream.descriptor)
    }

    /// Passes the upstream's end on, once everything before it is written.
    func finishWritingToClient() {
        guard let client = self.client, !client.isBlocked else { return }
        client.tls?.session.closeNotify()
        Socket.finishWriting(client.descriptor)
    }

    /// The upstream has finished sending; the client may go on.
    func upstreamFinished() {
        guard self.isTunnel, !self.upstreamIsFinished, let client = self.client else { return }
        self.upstreamIsFinished = true
        _ = client.flushStaged()
        self.finishTunnelIfDone()
        self.finishWritingToClient()
    }

    private func finishTunnelIfDone() {
        guard self.clientIsFinished, self.upstreamIsFinished, let client = self.client else { return }
        let waits = client.isBlocked
        self.dropUpstream()
        client.exchange = nil
        self.finish()
        if waits {
            client.phase = .flushing
            client.closesAfterFlush = true
            // No longer a tunnel that may be silent: a client with the end of an answer to take.
            client.progressed()
        } else {
            client.close()
        }
    }
}
