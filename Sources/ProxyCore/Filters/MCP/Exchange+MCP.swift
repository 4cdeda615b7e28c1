internal import ProxyModel
internal import Reactor

/// A request to a protected resource, which is an MCP server: its origin and its session.
extension Exchange {
    /// Whether a request to a host that is a resource goes on; false when it was answered here.
    func entersResource(_ rules: GuardRules, _ match: RouteMatch, _ client: ClientConnection) -> Bool {
        guard case .upstream(let target) = match.outcome else { return true }
        self.guarded.resource.isActive = true
        guard self.admitsOrigin(rules, client) else {
            self.answer(.originRefused)
            return false
        }
        let block = self.request.block
        let text = block.session
        // Also spellings that a backend may take for the field: only what was opened here is a session.
        block.removeSession()
        self.checksTools(rules)
        guard let text else {
            self.guarded.resource.learnsVersion = rules.repairsVersion && self.request.method == .post
            return self.entersLegacySession(target, rules, client)
        }
        return self.enterSession(text, target, rules) && self.entersLegacySession(target, rules, client)
    }

    private func enterSession(_ text: [UInt8], _ target: UpstreamTarget, _ rules: GuardRules) -> Bool {
        guard let session = self.worker.accessGuard.sessions.open(text, of: self.sessionOwner) else {
            self.answer(.sessionUnknown)
            return false
        }
        guard let endpoint = target.group.endpoints.first(where: { session.isHeld(by: $0) }) else {
            self.answer(.sessionLost)
            return false
        }
        self.guarded.resource.session = session
        self.guarded.resource.endpoint = endpoint
        self.request.block.appendSession(session.id)
        if rules.repairsVersion, let version = session.version { self.request.block.setVersion(version) }
        return true
    }

    /// Whoever the guard let in; who needed no token owns sessions that need none.
    var sessionOwner: SessionSeal.Owner {
        var owner = SessionSeal.Owner(
            host: unsafe String(decoding: self.request.slice(self.request.host), as: UTF8.self))
        if let claims = self.guarded.grant?.claims {
            owner.subject = claims.subject
            owner.client = claims.clientID
        }
        return owner
    }

    /// Whether the upstream that holds the session could not be reached, and the client was told.
    ///
    /// With one upstream there is nowhere else to go: its failure is told as it is, and it may come back.
    func losesSession(_ code: FailureCode) -> Bool {
        guard self.progress.response == .none, !self.progress.sentToUpstream, let target = self.target,
            target.group.endpoints.count > 1 || self.hasMoved
        else { return false }
        switch code {
        case .connectionRefused, .connectionTimeout, .dnsError, .dnsTimeout, .tlsProtocolError, .tlsCertificateError:
            self.answer(.sessionLost)
            return true
        default:
            return false
        }
    }

    /// The exchange is over.
    func leaveResource() {
        guard self.guarded.resource.isActive else { return }
        self.guarded.resource.events?.end()
        self.worker.callContent -= self.guarded.resource.reserved
        if let tools = self.guarded.resource.tools { self.worker.callShares.giveBack(tools.held, of: tools.caller) }
        self.guarded.resource = ResourceAccess()
    }

    // MARK: - Origin

    /// Whether a page of the request's origin may use the resource; a preflight asks for that itself, and does nothing.
    private func admitsOrigin(_ rules: GuardRules, _ client: ClientConnection) -> Bool {
        guard self.request.block.first(.origin) != nil, self.request.method != .options, self.isForServer(rules) else {
            return true
        }
        return self.isOfAllowedOrigin(rules, client)
    }

    /// Whether a request is for the server and not for a web application beside it, as far as its head tells: by the
    /// path of the resource, and where a token is needed by those that the transport of 2024-11-05 usually has, or for a
    /// stream of events.
    private func isForServer(_ rules: GuardRules) -> Bool {
        let path = unsafe self.request.slice(self.request.path)
        if unsafe rules.endpoint.isEmpty || rules.isEndpoint(path) { return true }
        guard self.guarded.grant != nil || self.guarded.refusal != nil else { return false }
        if unsafe LegacyPath.contains(path) { return true }
        guard self.request.method == .get else { return false }
        return self.request.block.values(of: "accept").contains { accepted in
            String(decoding: accepted, as: UTF8.self).lowercased().contains("text/event-stream")
        }
    }

    /// Whether the request comes from no page, from one of the resource's own or from one that is listed.
    func isOfAllowedOrigin(_ rules: GuardRules, _ client: ClientConnection) -> Bool {
        let block = self.request.block
        guard let line = block.first(.origin) else { return true }
        guard block.next(.origin, from: line + 1) == nil else { return false }
        let host = unsafe String(decoding: self.request.slice(self.request.host), as: UTF8.self)
        let allowed = AllowedOrigins(
            host: self.request.flags.contains(.isIPv6Host) ? "[\(host)]" : host, port: self.request.port,
            isSecure: client.isTLS || self.forwardedHTTPS(client),
            others: self.worker.settings.guarding.resourceOrigins)
        return allowed.contains(unsafe String(decoding: block.value(line), as: UTF8.self))
    }

    // MARK: - Errors

    /// Answers by an error of JSON-RPC (2.0 §5.1).
    func answer(_ error: RemoteCallError) {
        self.answer(error.status, error.failure, error.body)
    }

    /// Answers calls by errors of JSON-RPC.
    func answer(_ refusal: CallRefusal) {
        self.answer(refusal.status, refusal.failure, refusal.body.compactBytes)
    }

    private func answer(_ status: UInt16, _ failure: FailureCode, _ content: [UInt8]) {
        guard let client = self.client else { return }
        self.record.failure = failure
        self.dropUpstream()
        let head = self.worker.answerHead
        head.reset()
        head.status = status
        head.block.append(.contentType, "application/json")
        head.block.append(.cacheControl, "no-store")
        self.allowReading(head.block)
        let body = self.worker.localScratch
        body.clear()
        unsafe content.withUnsafeBufferPointer { unsafe body.append($0) }
        self.respond(head, body: body, client)
        body.shrink()
    }
}
