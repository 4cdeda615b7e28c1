internal import ProxyModel
internal import Reactor

/// A request to an MCP server whose tools are not open to everybody.
extension Exchange {
    /// Finds out whether the rules about tools of a host are about this request.
    ///
    /// On paths that are not guarded nobody is known, so there are no rights; but the endpoint itself is never without.
    func checksTools(_ rules: GuardRules) {
        guard let access = rules.toolAccess else { return }
        let isGuarded = self.guarded.grant != nil || self.guarded.refusal != nil
        guard unsafe isGuarded || rules.isEndpoint(self.request.slice(self.request.path)) else { return }
        self.guarded.resource.tools = ToolAccessCheck(
            access, self.guarded.grant?.claims, at: self.clientAddress)
    }

    /// Whether the request waits for its content to be read, or was answered.
    func readsCall(_ client: ClientConnection) -> Bool {
        guard let tools = self.guarded.resource.tools else { return false }
        let block = self.request.block
        if self.request.wantsUpgrade {
            self.answer(.upgradeRefused)
            return true
        }
        // What comes back has to be readable, and in one piece.
        block.removeAll(named: .acceptEncoding)
        block.append(.acceptEncoding, "identity")
        block.removeAll(named: .range)
        guard !client.content.isComplete else {
            tools.answer = .stream
            return false
        }
        guard block.values(of: "content-encoding").allSatisfy({ $0.elementsEqual("identity".utf8) }) else {
            self.answer(.contentEncoded)
            return true
        }
        guard ContentCharset.isUTF8(block.values(of: "content-type")) else {
            self.answer(.contentNotUTF8)
            return true
        }
        if case .length(let length) = self.request.framing, length > UInt64(self.maximumCall) {
            self.answer(.contentTooLong)
            return true
        }
        let reactor = self.worker.reactor
        tools.beginCollecting(until: reactor.now &+ self.worker.settings.timeouts.bodyIdle)
        self.awaitContent(client)
        return true
    }

    /// Keeps content until the call is complete.
    func collectCall(_ bytes: UnsafePointer<UInt8>, _ count: Int) {
        guard let tools = self.guarded.resource.tools, tools.isCollecting else { return }
        guard self.reserve(count, for: tools) else { return self.fail(.overloaded) }
        let isKept = unsafe tools.collect(UnsafeBufferPointer(start: bytes, count: count), limit: self.maximumCall)
        if !isKept { self.answer(.contentTooLong) }
    }

    /// The call is complete: it goes to the upstream, or is answered.
    func callCollected() {
        guard let tools = self.guarded.resource.tools, tools.isCollecting else { return }
        let block = self.request.block
        let fields = MirroredFields(methods: block.values(of: "mcp-method"), names: block.values(of: "mcp-name"))
        switch tools.decide(fields) {
        case .refused(let refusal):
            if refusal.failure == .forbidden {
                self.note(isAccepted: false, "the rules about tools refused a call", self.guarded.grant?.claims)
            }
            self.answer(refusal)
        case .admitted:
            self.request.framing = .length(UInt64(tools.content.count))
            block.removeAll(named: .expect)
            self.acquire()
        }
    }

    /// Puts a call that was read behind the head, which is staged.
    ///
    /// A call that cannot be sent again, and that the upstream has taken, no longer counts: its answer may take long.
    func stageCall(_ upstream: UpstreamConnection) {
        guard let content = self.guarded.resource.tools?.content, !content.isEmpty else { return }
        let isSent = unsafe content.withUnsafeBufferPointer { content in
            guard let start = content.baseAddress else { return true }
            return unsafe upstream.sendContent(start, content.count, chunked: false)
        }
        if !isSent {
            upstream.mayHaveInput = true
            upstream.sawHangup = true
            self.worker.reactor.callAgain(upstream)
        }
        if !upstream.isBlocked, self.progress.failed() != .retry { self.forgetCall() }
    }

    /// The call is not sent again.
    func forgetCall() {
        guard let tools = self.guarded.resource.tools, tools.held > 0 else { return }
        self.giveBack(tools.held)
        self.worker.callShares.giveBack(tools.held, of: tools.caller)
        tools.forgetContent()
    }

    // MARK: - The budget

    /// Takes a part of what the worker may keep of all messages; at the latest the end of the exchange gives it back.
    func reserve(_ count: Int) -> Bool {
        guard self.worker.callContent + count <= self.worker.settings.guarding.maximumCallContent else { return false }
        self.worker.callContent += count
        self.guarded.resource.reserved += count
        return true
    }

    /// Takes a part for a call, as much as its caller and all calls may have.
    private func reserve(_ count: Int, for tools: ToolAccessCheck) -> Bool {
        guard self.worker.callShares.take(count, of: tools.caller, self.worker.settings.guarding) else { return false }
        tools.held += count
        return self.reserve(count)
    }

    /// Gives a part back.
    func giveBack(_ count: Int) {
        self.worker.callContent -= count
        self.guarded.resource.reserved -= count
    }

    /// Makes the part that is taken this big; false when there is not so much.
    func reserve(exactly count: Int) -> Bool {
        let more = count - self.guarded.resource.reserved
        if more > 0 { return self.reserve(more) }
        self.giveBack(-more)
        return true
    }

    /// A call is read in one piece on the worker's thread: a proxy may allow less than others, but not more.
    private var maximumCall: Int {
        let maximum = self.worker.settings.guarding.maximumCall
        guard let own = self.match?.upstreamProxy?.policy?.traffic.maxBodyBytes, own > 0 else { return maximum }
        return min(Int(clamping: own), maximum)
    }
}

extension HeaderBlock {
    /// The values of every line of a name, which is in small letters.
    func values(of name: StaticString) -> [[UInt8]] {
        var values: [[UInt8]] = []
        for index in 0..<self.lineCount where !self.line(index).isRemoved {
            let spelled = unsafe self.name(index)
            guard let start = spelled.baseAddress, unsafe CaseFolding.equal(start, spelled.count, name) else {
                continue
            }
            unsafe values.append(Array(self.value(index)))
        }
        return values
    }
}
