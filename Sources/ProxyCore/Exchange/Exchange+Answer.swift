internal import Reactor

/// Answers that the proxy gives itself: failures, redirects, fixed contents.
extension Exchange {
    /// Ends the exchange with the failure's answer.
    func fail(_ code: FailureCode) { self.fail(code, status: code.status) }

    private func fail(_ code: FailureCode, status: UInt16) {
        guard let client = self.client else { return }
        self.record.failure = code
        self.dropUpstream()
        guard self.progress.response == .none else {
            client.exchange = nil
            client.close()
            return self.finish()
        }
        FailureAnswer.render(
            code, status: status, for: self, into: self.worker.localScratch, head: self.worker.answerHead)
        // After a request that makes no sense, nothing that follows does.
        if code.rawValue >= FailureCode.requestInvalid.rawValue && code != .internalError {
            self.request.flags.remove(.keepAlive)
        }
        self.respond(self.worker.answerHead, body: self.worker.localScratch, client)
    }

    /// Answers what could not be parsed.
    func refuse(_ client: ClientConnection, _ code: FailureCode, status: UInt16) {
        self.client = client
        self.record.begin(isTimed: self.worker.log != nil)
        self.requestID = self.worker.requestIDs.next()
        self.clientAddress = client.clientAddress
        self.request.reset()
        self.progress.begin(idempotent: false, hasContent: false)
        self.fail(code, status: status)
    }

    /// Redirects to where a route says.
    func redirect(_ answer: RedirectAnswer) {
        let location = self.worker.localScratch
        location.clear()
        unsafe answer.location.append(
            to: location, host: self.request.slice(self.request.host), path: self.request.slice(self.request.path),
            query: self.request.slice(self.request.query))
        unsafe self.redirect(to: location.readable, status: UInt16(clamping: answer.status))
    }

    /// Redirects.
    func redirect(to location: UnsafeBufferPointer<UInt8>, status: UInt16) {
        guard let client = self.client else { return }
        let head = self.worker.answerHead
        head.reset()
        head.status = status
        unsafe head.block.append(.location, location)
        self.worker.localScratch.clear()
        self.respond(head, body: self.worker.localScratch, client)
    }

    /// Gives a route's fixed answer.
    func answer(_ fixed: FixedAnswer) {
        guard let client = self.client else { return }
        let head = self.worker.answerHead
        head.reset()
        head.status = UInt16(clamping: fixed.status)
        if !fixed.contentType.isEmpty {
            unsafe fixed.contentType.withUnsafeBufferPointer { unsafe head.block.append(.contentType, $0) }
        }
        let body = self.worker.localScratch
        body.clear()
        unsafe fixed.body.withUnsafeBufferPointer { unsafe body.append($0) }
        self.respond(head, body: body, client)
    }

    /// Sends a complete answer of our own and ends the exchange.
    func respond(_ head: ResponseHead, body: WriteBuffer, _ client: ClientConnection) {
        self.record.status = head.status
        unsafe head.block.append(.date, self.worker.wallClock.fieldValue())
        self.editResponse(head)
        // An unread rest of the request makes the connection useless; the client is told so.
        if !client.content.isComplete { self.request.flags.remove(.keepAlive) }
        let hasBody = head.status >= 200 && head.status != 204 && head.status != 304
        self.stage(head, framing: hasBody ? .length(UInt64(body.count)) : .none, client)
        if hasBody && self.request.method != .head {
            let bytes = unsafe body.readable
            self.record.responseBytes = UInt64(bytes.count)
            if let start = bytes.baseAddress, bytes.count > 0 {
                _ = unsafe client.sendContent(start, bytes.count)
            }
        }
        self.endOwnAnswer(client)
    }

    /// Ends an exchange whose answer was ours.
    func endOwnAnswer(_ client: ClientConnection) {
        let end = self.progress.responseEnded(upstreamKeepsAlive: false, clientKeepsAlive: self.keepsClient)
        let sent = client.flushStaged()
        client.exchange = nil
        self.finish()
        if sent {
            client.exchangeFinished(keepAlive: end.reuseClient && client.content.isComplete)
        } else {
            client.close()
        }
    }
}
