internal import ProxyModel
internal import Reactor

/// The answer of a protected resource, which is an MCP server: its session, and streams of events.
extension Exchange {
    private static let keepAliveComment: StaticString = ": keep-alive\n\n"

    /// Edits the head; returns whether a stream of events follows that comments may be put into.
    func editResourceResponse(_ head: ResponseHead, _ framing: BodyFraming) -> Bool {
        self.sealSession(head.block)
        self.allowReading(head.block)
        guard Self.isEventStream(head.block) else { return false }
        head.block.removeAll(named: .xAccelBuffering)
        head.block.append(.xAccelBuffering, "no")
        // Nothing fits into content whose length is told, nor into what is compressed.
        return framing == .chunked && head.block.first(.contentEncoding) == nil
    }

    /// The head of a stream of events was sent.
    func beginEventStream() {
        let events = EventStream(self)
        self.guarded.resource.events = events
        events.begin()
    }

    /// Adds a comment, which clients ignore (HTML §9.2.6).
    func sendKeepAlive() {
        guard let client = self.client else { return }
        let comment = Self.keepAliveComment
        self.record.responseBytes &+= UInt64(comment.utf8CodeUnitCount)
        if unsafe !client.sendContent(comment.utf8Start, comment.utf8CodeUnitCount) { self.clientAborted() }
    }

    static func isEventStream(_ block: HeaderBlock) -> Bool {
        guard let line = block.first(.contentType) else { return false }
        let type = unsafe block.value(line)
        let name: StaticString = "text/event-stream"
        guard let start = type.baseAddress, type.count >= name.utf8CodeUnitCount,
            unsafe CaseFolding.equal(start, name.utf8Start, name.utf8CodeUnitCount)
        else { return false }
        guard type.count > name.utf8CodeUnitCount else { return true }
        let next = unsafe type[name.utf8CodeUnitCount]
        return next == 0x3B || next == 0x20 || next == 0x09
    }

    /// Clients get a name for the session that is good for nobody else.
    private func sealSession(_ block: HeaderBlock) {
        guard let id = block.session, let endpoint = self.endpoint else { return }
        block.removeSession()
        guard !id.isEmpty else { return }
        // A session keeps the name that the client knows, whichever key that was sealed with.
        if let known = self.guarded.resource.session, known.id == id {
            return block.appendSession(known.text)
        }
        let sealed = self.worker.accessGuard.sessions.seal(
            id, of: self.sessionOwner, heldBy: endpoint.key, version: self.guarded.resource.version)
        if let sealed { block.appendSession(sealed) }
    }
}
