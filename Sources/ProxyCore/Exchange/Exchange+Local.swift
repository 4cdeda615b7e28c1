internal import ProxyModel
internal import Reactor

/// Requests that one of the process's own services answers.
extension Exchange {
    func startLocalService(_ service: Int) {
        guard let client = self.client else { return }
        let settings = self.worker.settings
        let isAccess = service == self.worker.accessService
        let isPublic = !client.listener.isManagement
        var limit = settings.maximumLocalBody
        if isAccess || isPublic && !self.namesToken { limit = min(settings.maximumAccessBody, limit) }
        if case .length(let length) = self.request.framing, length > UInt64(limit) { return self.fail(.bodyTooLarge) }
        // Strangers may ask whatever is on a host, so there is a time for all that they send.
        let end = isPublic ? self.worker.reactor.now &+ settings.timeouts.bodyIdle : .max
        self.local = LocalExchange(
            service: service, isRouted: isPublic && !isAccess, ticket: self.worker.nextTicket(), limit: limit, end: end)
        if client.content.isComplete { return self.callLocalService() }
        self.awaitContent(client)
    }

    /// Whether somebody says to be known; the service finds out whether that is true.
    private var namesToken: Bool {
        if case .present = BearerToken.find(in: self.request.block) { true } else { false }
    }

    /// Content is read before anything else happens: its time runs, and a client that asks whether to send is told so.
    func awaitContent(_ client: ClientConnection) {
        self.worker.reactor.setDeadline(client, after: self.worker.settings.timeouts.bodyIdle)
        guard self.request.expectsContinue else { return }
        let head = self.worker.answerHead
        head.reset()
        head.status = 100
        self.worker.claimClientScratch(client)
        client.stageHead(head, framing: .none, options: [])
        if !client.flushStaged() { self.clientAborted() }
    }

    /// More content has to come: where it is short, what is the longest pause elsewhere is the time of all of it.
    func awaitRestOfContent(_ client: ClientConnection) {
        let end: Int64
        if let local = self.local, local.isCollecting {
            end = local.end
        } else if let tools = self.guarded.resource.tools, tools.isCollecting {
            end = tools.end
        } else {
            return
        }
        guard end < .max else { return }
        let reactor = self.worker.reactor
        reactor.setDeadline(client, after: max(end - reactor.now, 0))
    }

    /// Keeps content for the service, as much as one request may have and all of its kind together.
    func collect(_ bytes: UnsafePointer<UInt8>, _ count: Int, for local: LocalExchange) {
        guard local.size + count <= local.limit else { return self.fail(.bodyTooLarge) }
        let (settings, worker) = (self.worker.settings, self.worker)
        if local.isRouted {
            guard worker.routedContent + count <= settings.maximumRoutedContent else { return self.fail(.overloaded) }
            worker.routedContent += count
        } else {
            guard worker.localContent + count <= settings.maximumLocalContent else { return self.fail(.overloaded) }
            worker.localContent += count
        }
        unsafe local.collect(bytes, count)
    }

    /// The exchange is over, and nobody wants what the service may still have to say.
    func endLocalCall() {
        guard let local = self.local else { return }
        self.local = nil
        if local.isRouted {
            self.worker.routedContent -= local.size
        } else {
            self.worker.localContent -= local.size
        }
        local.cancel()
    }

    func callLocalService() {
        guard let local = self.local, let client = self.client else { return }
        local.phase = .calling
        let request = self.localRequest(client, content: local.takeContent())
        let ticket = local.ticket
        let place = LoopBound(self)
        let mailbox = self.worker.reactor.mailbox
        local.call = self.worker.bridge.call(local.service, request) { event in
            mailbox.post { place.value.localEvent(event, ticket: ticket) }
        }
    }

    private func localRequest(_ client: ClientConnection, content: [UInt8]) -> LocalRequest {
        let block = self.request.block
        var headers: [(name: String, value: String)] = []
        for index in 0..<block.lineCount where !block.line(index).isRemoved {
            headers.append(
                (
                    name: unsafe String(decoding: block.name(index), as: UTF8.self),
                    value: unsafe String(decoding: block.value(index), as: UTF8.self)
                ))
        }
        let authority = self.worker.localScratch
        authority.clear()
        ForwardingFields.appendAuthority(self.request, to: authority)
        let id = unsafe self.requestID.withBytes { unsafe String(decoding: $0, as: UTF8.self) }
        return LocalRequest(
            method: unsafe String(decoding: self.request.slice(self.request.methodToken), as: UTF8.self),
            target: unsafe String(decoding: self.request.slice(self.request.target), as: UTF8.self),
            authority: unsafe String(decoding: authority.readable, as: UTF8.self),
            scheme: client.isTLS || self.forwardedHTTPS(client) ? "https" : "http", headers: headers, body: content,
            clientAddress: self.clientAddress.description, requestID: id, isTLS: client.isTLS,
            viaManagementListener: client.listener.isManagement)
    }

    /// Takes what the service has to say; on the worker's thread.
    func localEvent(_ event: LocalServiceBridge.Event, ticket: UInt64) {
        guard let local = self.local, local.ticket == ticket, let client = self.client else {
            if case .piece(_, let resume) = event { resume(false) }
            return
        }
        switch event {
        case .answer(let response):
            guard local.phase == .calling else { return }
            self.localAnswer(response, local, client)
        case .piece(let bytes, let resume):
            let sent = unsafe bytes.withUnsafeBufferPointer { buffer -> Bool in
                guard let start = buffer.baseAddress else { return true }
                self.record.responseBytes &+= UInt64(buffer.count)
                return unsafe client.sendContent(start, buffer.count) && client.flushStaged()
            }
            guard sent else {
                resume(false)
                return self.clientAborted()
            }
            if client.isBlocked {
                client.progressed()
                local.wait(resume)
            } else {
                resume(true)
            }
        case .end:
            client.endContent(trailers: nil)
            local.phase = .done
            self.endOwnAnswer(client)
        }
    }

    private func localAnswer(_ response: LocalResponse, _ local: LocalExchange, _ client: ClientConnection) {
        let head = self.worker.answerHead
        head.reset()
        head.status = UInt16(clamping: response.status)
        for (name, value) in response.headers where !value.utf8.contains(where: { $0 < 0x20 && $0 != 0x09 }) {
            var (name, value) = (name, value)
            name.withUTF8 { name in
                value.withUTF8 { value in
                    unsafe head.block.append(name: name, value: value)
                }
            }
        }
        switch response.body {
        case .bytes(let bytes):
            let body = self.worker.localScratch
            body.clear()
            unsafe bytes.withUnsafeBufferPointer { unsafe body.append($0) }
            local.phase = .done
            self.respond(head, body: body, client)
            body.shrink()
        case .stream where self.request.method == .head || head.status == 204 || head.status == 304:
            // No content may follow, nor may a length be claimed that nobody knows (RFC 9110 §8.6).
            local.phase = .done
            self.stageStreamHead(head, framing: .none, client)
            self.endOwnAnswer(client)
        case .stream:
            local.phase = .answering
            self.stageStreamHead(head, framing: .chunked, client)
            if self.guarded.place >= 0 && self.request.method == .get { self.watchStream() }
            if !client.flushStaged() { self.clientAborted() }
        }
    }

    private func stageStreamHead(_ head: ResponseHead, framing: BodyFraming, _ client: ClientConnection) {
        self.record.status = head.status
        unsafe head.block.append(.date, self.worker.wallClock.fieldValue())
        self.editResponse(head)
        self.stage(head, framing: framing, client)
    }
}
