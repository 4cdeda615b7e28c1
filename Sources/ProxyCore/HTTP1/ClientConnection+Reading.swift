internal import Reactor

/// What the client sends: request heads, content, and after an upgrade bytes.
extension ClientConnection {
    /// Uses what has arrived, as far as the phase allows.
    func pump() {
        guard !self.isPumping else { return }
        self.isPumping = true
        var turns = 0
        while self.descriptor >= 0 {
            if let inbound = self.inbound, self.mayUseInbound(inbound) {
                let bytes = unsafe inbound.readable
                guard let start = bytes.baseAddress else { break }
                let used = unsafe self.process(start, bytes.count)
                guard self.descriptor >= 0 else { break }
                inbound.consume(used)
                if inbound.isEmpty { self.dropInbound() }
                if used > 0 { continue }
            }
            guard self.mayHaveInput, self.wantsInput else { break }
            turns += 1
            if turns > 8 {
                // Others on this worker want their turn.
                self.worker.reactor.callAgain(self)
                break
            }
            guard self.readOnce() else { break }
        }
        self.isPumping = false
        self.exchange?.flushRequest()
    }

    /// Reads and uses one buffer; false when there is nothing (more) to do now.
    private func readOnce() -> Bool {
        let result: IOResult
        if let inbound = self.inbound {
            // An incomplete head: what comes is put behind it.
            let capacity = 16 * 1024
            result = unsafe self.receive(inbound.reserve(capacity), capacity)
            if case .bytes(let count) = result {
                inbound.commit(count)
                self.progressed()
                return true
            }
        } else {
            let buffer = unsafe self.worker.readBuffer
            result = unsafe self.receive(buffer, Worker.readCapacity)
            if case .bytes(let count) = result {
                let used = unsafe self.process(buffer, count)
                if used < count && self.descriptor >= 0 { unsafe self.stash(buffer + used, count - used) }
                return true
            }
        }
        switch result {
        case .bytes, .wouldBlock: break
        case .end: self.inputEnded()
        case .failed: self.inputFailed()
        }
        return false
    }

    /// Whether more bytes could be used if they came.
    private var wantsInput: Bool {
        switch self.phase {
        case .head: true
        case .exchange: !self.content.isComplete && self.inbound == nil && (self.exchange?.takesContent ?? false)
        case .tunnel: self.inbound == nil && (self.exchange?.takesContent ?? false)
        case .lingering: true
        default: false
        }
    }

    private func mayUseInbound(_ inbound: WriteBuffer) -> Bool {
        switch self.phase {
        case .head:
            let bytes = unsafe inbound.readable
            guard let start = bytes.baseAddress else { return false }
            return unsafe self.headSearch.advance(start, bytes.count, limits: self.worker.settings.http1)
        case .exchange: return !self.content.isComplete && (self.exchange?.takesContent ?? false)
        case .tunnel: return self.exchange?.takesContent ?? false
        case .lingering: return true
        default: return false
        }
    }

    /// Uses bytes as the phase demands and returns how many.
    private func process(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> Int {
        var offset = 0
        while offset < count {
            switch self.phase {
            case .head:
                let exchange = self.worker.spareExchange
                switch unsafe RequestHeadParser.parse(
                    bytes + offset, count - offset, into: exchange.request, limits: self.worker.settings.http1)
                {
                case .incomplete:
                    return offset
                case .rejected(let rejection):
                    self.reject(rejection)
                    return count
                case .complete(let length):
                    offset += length
                    self.begin(self.worker.takeExchange())
                }
            case .exchange:
                guard !self.content.isComplete, let exchange = self.exchange, exchange.takesContent else {
                    return offset
                }
                offset += unsafe self.takeContent(bytes + offset, count - offset, exchange)
            case .tunnel:
                guard let exchange = self.exchange, exchange.takesContent else { return offset }
                unsafe exchange.tunnelToUpstream(bytes + offset, count - offset)
                return count
            case .lingering:
                return count
            default:
                return offset
            }
            if self.descriptor < 0 { return count }
        }
        return offset
    }

    private func begin(_ exchange: Exchange) {
        self.phase = .exchange
        self.requests &+= 1
        self.headSearch.reset()
        self.exchange = exchange
        self.content.begin(exchange.request.framing, limits: self.worker.settings.http1)
        self.worker.reactor.clearDeadline(self)
        exchange.begin(self)
    }

    private func takeContent(_ bytes: UnsafePointer<UInt8>, _ count: Int, _ exchange: Exchange) -> Int {
        var offset = 0
        self.worker.reactor.setDeadline(self, after: self.worker.settings.timeouts.bodyIdle)
        while offset < count {
            let step = unsafe self.content.next(bytes, count, &offset, trailers: exchange.requestTrailers)
            switch step {
            case .content(let start, let length):
                unsafe exchange.requestContent(bytes + start, length)
            case .end:
                self.contentEnded(exchange)
                return offset
            case .needsMore:
                exchange.awaitRestOfContent(self)
                return offset
            case .failed(let rejection):
                exchange.requestBroken(rejection)
                return count
            }
            if self.descriptor < 0 || self.exchange !== exchange { return offset }
            if self.content.isComplete {
                self.contentEnded(exchange)
                return offset
            }
            if !exchange.takesContent { return offset }
        }
        exchange.awaitRestOfContent(self)
        return offset
    }

    private func contentEnded(_ exchange: Exchange) {
        // A client that does not take the answer that has begun keeps its deadline.
        if !self.isBlocked { self.worker.reactor.clearDeadline(self) }
        exchange.requestEnded()
    }

    /// Keeps bytes that cannot be used yet.
    private func stash(_ bytes: UnsafePointer<UInt8>, _ count: Int) {
        if self.phase == .head && self.inbound == nil {
            // The first bytes of a head are here: from now on the clock runs, whatever trickles in.
            self.worker.reactor.setDeadline(self, after: self.worker.settings.timeouts.head)
        }
        let inbound = self.inbound ?? self.worker.takeBuffer()
        self.inbound = inbound
        unsafe inbound.append(bytes, count: count)
    }

    func dropInbound() {
        guard let inbound = self.inbound else { return }
        self.inbound = nil
        self.worker.recycle(inbound)
    }
}
