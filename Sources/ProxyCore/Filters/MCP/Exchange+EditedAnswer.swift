internal import ProxyModel
internal import Reactor

/// Answers of MCP servers whose content is read on the way: lists of tools, and the start of sessions.
extension Exchange {
    /// How much of an answer is read for the revision that it negotiates.
    private static let longestStart = 256 * 1024

    /// Whether an answer's head has to wait for its content, or was refused.
    func holdsAnswer(_ head: ResponseHead) -> Bool {
        self.forgetCall()
        guard head.framing != .none else { return false }
        let isStream = Self.isEventStream(head.block)
        switch self.guarded.resource.tools?.answer {
        case .lists where !isStream:
            return self.holdsList(head)
        case .lists where isStream, .stream where isStream:
            guard head.block.first(.contentEncoding) == nil else {
                self.answer(.list(self.guarded.resource.tools?.lists ?? [], .encoded))
                return true
            }
            self.guarded.resource.edit = .events(EventFilter(limit: self.maximumToolList))
            head.framing = .chunked
            return false
        case .nothing, .lists, .stream, nil:
            if self.holdsStart(head, isStream) { return true }
            if isStream, self.request.method == .get, head.status == 200, head.block.first(.contentEncoding) == nil,
                head.framing == .chunked || head.framing == .untilClose
            {
                self.guarded.resource.edit = .beginning(EventFilter(limit: Self.longestBeginning))
            }
            return false
        }
    }

    private func holdsList(_ head: ResponseHead) -> Bool {
        let lists = self.guarded.resource.tools?.lists ?? []
        if head.block.first(.contentEncoding) != nil {
            self.answer(.list(lists, .encoded))
        } else if case .length(let length) = head.framing, length > UInt64(self.maximumToolList) {
            self.answer(.list(lists, .tooLong))
        } else {
            self.guarded.resource.edit = .held(HeldAnswer(head, events: nil))
        }
        return true
    }

    private func holdsStart(_ head: ResponseHead, _ isStream: Bool) -> Bool {
        guard self.guarded.resource.learnsVersion, head.status == 200, head.block.session != nil,
            head.block.first(.contentEncoding) == nil
        else { return false }
        let events = isStream ? EventFilter(limit: Self.longestStart) : nil
        self.guarded.resource.edit = .held(HeldAnswer(head, events: events))
        return true
    }

    /// Content of an answer that is edited.
    func editContent(_ bytes: UnsafePointer<UInt8>, _ count: Int) {
        let bytes = unsafe UnsafeBufferPointer(start: bytes, count: count)
        switch self.guarded.resource.edit {
        case .none: break
        case .beginning(let filter):
            unsafe self.editBeginning(bytes, filter)
            if self.client != nil, !self.reserve(exactly: filter.held.count) { self.breakOff(.overloaded) }
        case .events(let filter):
            var output: [UInt8] = []
            let goesOn = unsafe filter.take(bytes, into: &output, judge: self.judge)
            let isKept = self.reserve(exactly: filter.held.count)
            self.pass(output)
            guard self.client != nil else { return }
            if !goesOn { self.endEvents() } else if !isKept { self.breakOff(.overloaded) }
        case .held(let answer):
            unsafe self.hold(bytes, answer)
        }
    }

    /// The answer is complete; false when it was answered otherwise.
    func endEditedContent() -> Bool {
        switch self.guarded.resource.edit {
        case .none: return true
        case .beginning(let filter):
            var output: [UInt8] = []
            filter.release(into: &output)
            self.pass(output)
            return self.client != nil
        case .events(let filter):
            var output: [UInt8] = []
            let goesOn = filter.finish(into: &output, judge: self.judge)
            self.pass(output)
            if !goesOn, self.client != nil { self.endEvents() }
            return goesOn && self.client != nil
        case .held(let answer):
            guard let tools = self.guarded.resource.tools, case .lists(let ids) = tools.answer else {
                if answer.events == nil { self.guarded.resource.version = HeldAnswer.version(in: answer.content) }
                answer.events?.release(into: &answer.content)
                self.release(answer)
                return self.client != nil
            }
            switch tools.edit(answer.content) {
            case .untouched: break
            case .edited(let content):
                answer.content = content
                answer.head.block.removeAll(named: .etag)
                answer.head.block.removeAll(named: .cacheControl)
                answer.head.block.append(.cacheControl, "private, no-cache")
            case .unreadable:
                self.answer(.list(ids, .unreadable))
                return false
            }
            answer.head.framing = .length(UInt64(answer.content.count))
            self.release(answer)
            return self.client != nil
        }
    }

    // MARK: - Whole answers

    private func hold(_ bytes: UnsafeBufferPointer<UInt8>, _ answer: HeldAnswer) {
        guard self.reserve(bytes.count) else { return self.fail(.overloaded) }
        if let events = answer.events {
            // The revision stands in the first event that is an answer.
            var taken = 0
            while self.guarded.resource.version == nil, taken < bytes.count, !events.isFull {
                unsafe events.take(bytes, from: &taken, into: &answer.content) { _, data in
                    guard self.guarded.resource.version == nil else { return .pass }
                    self.guarded.resource.version = HeldAnswer.version(in: data)
                    return .pass
                }
            }
            if self.guarded.resource.version != nil || events.isFull || answer.content.count > Self.longestStart {
                events.release(into: &answer.content)
                unsafe answer.content.append(contentsOf: bytes[taken...])
                self.release(answer)
            }
            return
        }
        unsafe answer.content.append(contentsOf: bytes)
        if let lists = self.guarded.resource.tools?.lists, !lists.isEmpty {
            if answer.content.count > self.maximumToolList { self.answer(.list(lists, .tooLong)) }
        } else if answer.content.count > Self.longestStart {
            self.release(answer)
        }
    }

    /// Sends what was held; what follows passes as it comes.
    private func release(_ answer: HeldAnswer) {
        guard let client = self.client else { return }
        self.guarded.resource.edit = .none
        self.giveBack(self.guarded.resource.reserved)
        self.sendResponseHead(answer.head, client)
        self.pass(answer.content)
    }

    /// Content that was read passes.
    func pass(_ content: [UInt8]) {
        guard !content.isEmpty else { return }
        unsafe content.withUnsafeBufferPointer { content in
            if let start = content.baseAddress { unsafe self.passContent(start, content.count) }
        }
    }

    // MARK: - Events

    private func judge(_ event: [UInt8]?, _ data: [UInt8]) -> EventFilter.Verdict {
        if event?.elementsEqual("endpoint".utf8) == true {
            return self.sealedEndpoint(data).map { .replace($0) } ?? .pass
        }
        return switch self.guarded.resource.tools?.edit(data) {
        case .untouched, nil: .pass
        case .edited(let data): .replace(data)
        // Who asked for the list is told; other messages of the stream have nothing to do with it.
        case .unreadable: self.guarded.resource.tools?.lists.isEmpty == false ? .end : .drop
        }
    }

    /// An event may not pass, and nothing behind it.
    private func endEvents() {
        guard let client = self.client else { return }
        let lists = self.guarded.resource.tools?.lists ?? []
        guard !lists.isEmpty else {
            return self.breakOff(.responseInvalid)
        }
        self.guarded.resource.edit = .none
        self.record.failure = .responseInvalid
        let error = CallRefusal.list(lists, .unreadable).body.compactBytes
        self.pass(Array("event: message\ndata: ".utf8) + error + Array("\n\n".utf8))
        guard self.client != nil else { return }
        self.dropUpstream()
        client.endContent(trailers: nil)
        self.endOwnAnswer(client)
    }

    /// A stream that has begun cannot go on; what came before is still the client's.
    private func breakOff(_ code: FailureCode) {
        _ = self.client?.flushStaged()
        self.fail(code)
    }

    private var maximumToolList: Int { self.worker.settings.guarding.maximumToolList }
}
