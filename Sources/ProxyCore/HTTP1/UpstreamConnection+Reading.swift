internal import Reactor

/// What the upstream sends: interim heads, the final head, content, and after an upgrade bytes.
extension UpstreamConnection {
    /// Reads and hands on as long as the client keeps up.
    func read() {
        guard !self.isReading else { return }
        self.isReading = true
        defer { self.isReading = false }
        var turns = 0
        while self.mayHaveInput, self.descriptor >= 0, let exchange = self.exchange, exchange.takesResponse {
            turns += 1
            if turns > 4 {
                self.worker.reactor.callAgain(self)
                return
            }
            let buffer = unsafe self.worker.readBuffer
            switch unsafe self.receive(buffer, Worker.readCapacity) {
            case .bytes(let count):
                unsafe self.process(buffer, count, exchange)
                // Until the final head is here the deadline of the request's end counts, whatever interim heads come.
                if self.exchange === exchange, self.phase == .content || self.phase == .tunnel {
                    self.armIdle(exchange)
                }
                // One flush per read: head and content leave together, and an event stream waits for nothing.
                exchange.flushResponse()
            case .wouldBlock:
                return
            case .end:
                return self.ended(exchange)
            case .failed:
                return self.broken(.connectionTerminated)
            }
        }
    }

    /// The upstream said something: its time runs anew.
    @inline(__always)
    func armIdle(_ exchange: Exchange) {
        let timeouts = self.worker.settings.timeouts
        self.worker.reactor.setDeadline(
            self, after: self.phase == .tunnel ? timeouts.tunnelIdle : exchange.responseIdleTimeout)
    }

    private func process(_ bytes: UnsafePointer<UInt8>, _ count: Int, _ exchange: Exchange) {
        var offset = 0
        // Exchanges are reused: the same object may be back here for the next request, whose response this is not.
        let request = self.requests
        while offset < count, self.exchange === exchange, self.requests == request {
            switch self.phase {
            case .head:
                guard let used = unsafe self.takeHead(bytes + offset, count - offset, exchange) else { return }
                offset += used
            case .content:
                let step = unsafe self.content.next(bytes, count, &offset, trailers: exchange.responseTrailers)
                switch step {
                case .content(let start, let length):
                    unsafe exchange.responseContent(bytes + start, length)
                case .failed:
                    return self.broken(.responseInvalid)
                case .needsMore, .end:
                    break
                }
                if self.exchange === exchange, self.content.isComplete {
                    self.completed(exchange, rest: count - offset)
                }
            case .tunnel:
                unsafe exchange.tunnelToClient(bytes + offset, count - offset)
                return
            default:
                return
            }
        }
    }

    /// Parses a response head; nil when it is incomplete or refused.
    private func takeHead(_ bytes: UnsafePointer<UInt8>, _ count: Int, _ exchange: Exchange) -> Int? {
        exchange.responseBytesReceived()
        let head = self.worker.responseHead
        let limits = self.worker.settings.http1
        let known = self.partialHead?.count ?? 0
        let outcome: ParseOutcome
        if let partial = self.partialHead {
            unsafe partial.append(bytes, count: count)
            let all = unsafe partial.readable
            guard let start = all.baseAddress else { return nil }
            outcome = unsafe ResponseHeadParser.parse(
                start, all.count, requestMethod: exchange.request.method, into: head, limits: limits)
        } else {
            outcome = unsafe ResponseHeadParser.parse(
                bytes, count, requestMethod: exchange.request.method, into: head, limits: limits)
        }
        switch outcome {
        case .incomplete:
            if self.partialHead == nil {
                let partial = self.worker.takeBuffer()
                unsafe partial.append(bytes, count: count)
                self.partialHead = partial
            }
            return nil
        case .rejected(let rejection):
            self.broken(rejection == .headTooLarge ? .responseHeadTooLarge : .responseInvalid)
            return nil
        case .complete(let length):
            self.dropPartialHead()
            self.headReceived(head, exchange, rest: count - (length - known))
            return length - known
        }
    }

    private func headReceived(_ head: ResponseHead, _ exchange: Exchange, rest: Int) {
        if head.is1xx {
            exchange.interimResponse(head)
            return
        }
        if head.isUpgrade {
            guard exchange.request.wantsUpgrade, !head.upgrade.isEmpty else { return self.broken(.responseInvalid) }
            self.phase = .tunnel
            self.keepsAlive = false
            exchange.upgraded(head)
            return
        }
        self.keepsAlive = head.keepAlive
        self.content.begin(head.framing, limits: self.worker.settings.http1)
        self.phase = .content
        exchange.responseHead(head)
        if self.exchange === exchange, self.content.isComplete { self.completed(exchange, rest: rest) }
    }

    private func completed(_ exchange: Exchange, rest: Int) {
        // Bytes behind the end belong to no request: nothing on this connection can be believed any more.
        if rest > 0 || self.sawHangup { self.keepsAlive = false }
        self.worker.reactor.clearDeadline(self)
        exchange.responseEnded(upstreamKeepsAlive: self.keepsAlive && self.pending == nil)
    }

    /// The upstream has finished sending.
    private func ended(_ exchange: Exchange) {
        switch self.phase {
        case .content where self.content.endsWithConnection:
            self.content.finish()
            self.keepsAlive = false
            exchange.responseEnded(upstreamKeepsAlive: false)
        case .content:
            self.broken(.responseIncomplete)
        case .tunnel:
            exchange.upstreamFinished()
        default:
            self.broken(.connectionTerminated)
        }
    }

    /// Lets go of the start of a head.
    func dropPartialHead() {
        guard let partial = self.partialHead else { return }
        self.partialHead = nil
        self.worker.recycle(partial)
    }
}
