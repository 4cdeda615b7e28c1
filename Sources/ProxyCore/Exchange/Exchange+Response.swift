internal import Reactor

/// What comes back from the upstream, and how it goes to the client.
extension Exchange {
    /// An interim response: passed on to clients that know what it is (RFC 9110 §15.2).
    func interimResponse(_ head: ResponseHead) {
        guard let client = self.client, self.request.version != .http10 else { return }
        self.worker.claimClientScratch(client)
        client.stageHead(head, framing: .none, options: [])
    }

    /// The final response's head.
    func responseHead(_ head: ResponseHead) {
        guard let client = self.client else { return }
        self.record.status = head.status
        self.record.headAt = self.record.now
        if self.guarded.resource.isActive, self.holdsAnswer(head) { return }
        self.sendResponseHead(head, client)
    }

    /// Edits and sends the final response's head.
    func sendResponseHead(_ head: ResponseHead, _ client: ClientConnection) {
        self.editResponse(head)
        var framing = head.framing
        if framing == .untilClose { framing = .chunked }
        let isEventStream = self.guarded.resource.isActive && self.editResourceResponse(head, framing)
        self.stage(head, framing: framing, client)
        if self.guarded.place >= 0, framing == .chunked, self.hasNoEnd(head.block) {
            self.watchStream()
        }
        if isEventStream { self.beginEventStream() }
    }

    /// Our own fields, and those of the proxy's configuration.
    func editResponse(_ head: ResponseHead) {
        if let fields = self.match?.proxy?.responseFields { fields.apply(to: head.block) }
        head.block.removeAll(named: .xRequestID)
        unsafe self.requestID.withBytes { unsafe head.block.append(.xRequestID, $0) }
    }

    /// Sends a head; content of unknown length is chunked, or ends with the connection where chunks are not known.
    func stage(_ head: ResponseHead, framing: BodyFraming, _ client: ClientConnection) {
        var framing = framing
        var options: HTTP1Encoder.Options = []
        var keepAlive = self.request.keepAlive && !self.worker.isDraining
        if self.request.version == .http10 {
            if framing == .chunked {
                framing = .untilClose
                keepAlive = false
            }
            if keepAlive { options.insert(.keepAlive) }
        }
        if !keepAlive { options.insert(.close) }
        self.keepsClient = keepAlive
        self.worker.claimClientScratch(client)
        client.stageHead(head, framing: framing, options: options)
        self.progress.responseHeadSent()
    }

    /// Content of the response.
    @inline(__always)
    func responseContent(_ bytes: UnsafePointer<UInt8>, _ count: Int) {
        if self.guarded.resource.edits { return unsafe self.editContent(bytes, count) }
        unsafe self.passContent(bytes, count)
    }

    /// Content goes to the client.
    @inline(__always)
    func passContent(_ bytes: UnsafePointer<UInt8>, _ count: Int) {
        guard let client = self.client else { return }
        self.record.responseBytes &+= UInt64(count)
        if let events = self.guarded.resource.events { unsafe events.passed(bytes, count) }
        if unsafe !client.sendContent(bytes, count) { self.clientAborted() }
    }

    /// The response is complete.
    func responseEnded(upstreamKeepsAlive: Bool) {
        if self.guarded.resource.edits, !self.endEditedContent() { return }
        guard let client = self.client, let upstream = self.upstream else { return }
        client.endContent(trailers: self.responseTrailers.lineCount > 0 ? self.responseTrailers : nil)
        let end = self.progress.responseEnded(
            upstreamKeepsAlive: upstreamKeepsAlive, clientKeepsAlive: self.keepsClient)
        self.record.reusedUpstream = self.progress.reusedConnection
        upstream.detach()
        self.upstream = nil
        let reuseClient = end.reuseClient
        let sent = client.flushStaged()
        if end.reuseUpstream { upstream.endpoint.release(upstream, self.worker) } else { upstream.close() }
        self.finish()
        if sent { client.exchangeFinished(keepAlive: reuseClient) } else { client.close() }
    }
}
