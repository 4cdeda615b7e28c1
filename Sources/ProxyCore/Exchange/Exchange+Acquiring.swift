internal import Reactor

/// From the search for a connection to the request on it, or to the failure of every attempt.
extension Exchange {
    /// Looks for a connection to one of the target's upstreams.
    func acquire() {
        guard let target = self.target else { return self.fail(.noTarget) }
        let reactor = self.worker.reactor
        let holder = self.guarded.resource.endpoint
        // The session was in a container that is gone; at its address there may be anybody's.
        if let holder, target.follows != nil, !target.group.contains(holder) { return self.answer(.sessionLost) }
        guard
            let endpoint = holder
                ?? target.group.choose(
                    now: reactor.now, client: self.clientAddress.high ^ self.clientAddress.low, avoid: self.endpoint)
        else { return self.awaitService(of: target) }
        self.progress.attemptStarted()
        self.endpoint = endpoint
        endpoint.acquire(for: self, self.worker)
    }

    /// All connections are busy: the exchange waits in the upstream's queue.
    func queued(at endpoint: UpstreamEndpoint) {
        self.queuedAt = endpoint
        guard let client = self.client else { return }
        self.worker.reactor.setDeadline(client, after: self.worker.settings.timeouts.queue)
    }

    /// A connection is being opened.
    func connecting(_ upstream: UpstreamConnection) {
        self.leaveQueue()
        self.upstream = upstream
    }

    /// A connection is there: the request goes out.
    func upstreamReady(_ upstream: UpstreamConnection, reused: Bool) {
        self.leaveQueue()
        self.upstream = upstream
        self.progress.acquired(reused: reused)
        self.record.connectedAt = self.record.now
        guard let client = self.client else { return }
        self.worker.claimUpstreamScratch(upstream)
        self.encodeRequest(into: self.worker.upstreamScratch)
        upstream.isStaged = true
        self.progress.headSent()
        if self.progress.requestComplete {
            // A second attempt: the end of empty content was written to the first.
            if self.request.framing == .chunked { self.stageLastChunk(upstream) }
            if self.guarded.resource.tools != nil { self.stageCall(upstream) }
            upstream.awaitResponse(self.responseTimeout)
        } else {
            self.worker.reactor.setDeadline(client, after: self.worker.settings.timeouts.bodyIdle)
        }
        if client.isPumping { return }
        if !self.progress.requestComplete { client.pump() }
        self.flushRequest()
    }

    /// The exchange is out of the upstream's queue.
    func leaveQueue() {
        guard self.queuedAt != nil else { return }
        self.queuedAt = nil
        if let client = self.client { self.worker.reactor.clearDeadline(client) }
    }

    /// The attempt came to nothing, or the connection broke.
    func upstreamFailed(_ code: FailureCode) {
        self.upstream = nil
        guard self.client != nil else { return }
        if self.isTunnel { return self.clientAborted() }
        if self.guarded.resource.endpoint != nil, self.losesSession(code) { return }
        switch self.progress.failed(hasMoved: self.hasMoved) {
        case .retry where code != .proxyLoop && code != .connectionLimitReached && code != .responseTimeout:
            self.worker.counters.retries &+= 1
            self.acquire()
        case .retry, .answer:
            if !self.pausesForService(code) { self.fail(code) }
        case .abort:
            self.record.failure = code
            self.worker.counters.abortedResponses &+= 1
            self.abortResponse()
        case .ignore:
            break
        }
    }

    /// A response that has begun cannot be completed: cut it off so that the client cannot take it for whole.
    private func abortResponse() {
        guard let client = self.client else { return }
        _ = client.flushStaged()
        client.exchange = nil
        client.close()
        self.finish()
    }
}
