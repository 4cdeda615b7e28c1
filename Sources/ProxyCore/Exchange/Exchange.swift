internal import ProxyModel
internal import Reactor

/// One request with its response: the unit that is matched, filtered, forwarded, retried and logged.
///
/// It speaks in heads, content and ends; how those are framed is the connections' matter. Objects are reused by their worker.
package final class Exchange {
    let worker: Worker
    let request = RequestHead()
    let requestTrailers = HeaderBlock()
    let responseTrailers = HeaderBlock()
    var client: ClientConnection?
    var upstream: UpstreamConnection?
    var progress = ExchangeProgress()
    var match: RouteMatch?
    var target: UpstreamTarget?
    /// The upstream that was tried last.
    var endpoint: UpstreamEndpoint?
    /// The upstream in whose queue it waits for a connection.
    var queuedAt: UpstreamEndpoint?
    /// The service for which it waits.
    var awaited: RoutedService?
    /// Until when it waits for a service at most, in milliseconds of the reactor's clock; 0 = it has not waited.
    var waitsUntil: Int64 = 0
    /// How often it has waited for a service at whose address nobody listened.
    var pauses: UInt8 = 0
    /// It waits for another attempt.
    var isPaused = false
    /// The client's address as the trusted hops tell it.
    var clientAddress = IPAddress(v4: 0)
    var requestID = RequestID()
    /// The fields for the upstream are in the request's block.
    var isPrepared = false
    var isTunnel = false
    var clientIsFinished = false
    var upstreamIsFinished = false
    var keepsClient = false
    var maximumBody: UInt64 = 0
    private var bytesAtHalfClose: UInt64 = .max
    /// Until when a client that has finished sending is believed to wait; `.max` = there is no such time yet.
    private(set) var believedUntil = Int64.max
    var local: LocalExchange?
    var record = AccessRecord()
    /// What the host's guard made of the request.
    var guarded = GuardedAccess()

    init(worker: Worker) { self.worker = worker }

    // MARK: - From the client

    /// A request head was received: decide what becomes of it.
    func begin(_ client: ClientConnection) {
        self.client = client
        self.record.begin(isTimed: self.worker.log != nil)
        self.requestID = self.worker.requestIDs.next()
        self.clientAddress = client.clientAddress
        self.progress.begin(
            idempotent: self.request.method.isIdempotent, hasContent: !client.content.isComplete)
        self.dispatch(client)
    }

    /// Whether content of the request (or of the tunnel) can be taken now.
    var takesContent: Bool {
        if let upstream = self.upstream { return !upstream.isBlocked && self.progress.sentToUpstream }
        return self.local?.isCollecting ?? self.guarded.resource.tools?.isCollecting ?? false
    }

    /// Content of the request.
    func requestContent(_ bytes: UnsafePointer<UInt8>, _ count: Int) {
        self.record.requestBytes &+= UInt64(count)
        if self.maximumBody > 0 && self.record.requestBytes > self.maximumBody { return self.fail(.bodyTooLarge) }
        if let local = self.local { return unsafe self.collect(bytes, count, for: local) }
        guard let upstream = self.upstream else { return unsafe self.collectCall(bytes, count) }
        self.progress.contentForwarded()
        upstream.requestProgressed(self)
        self.worker.claimUpstreamScratch(upstream)
        if unsafe !upstream.sendContent(bytes, count, chunked: self.request.framing == .chunked) {
            // What the upstream had to say before it hung up may still be read.
            upstream.mayHaveInput = true
            upstream.sawHangup = true
            self.worker.reactor.callAgain(upstream)
        }
    }

    /// The request's content has ended.
    func requestEnded() {
        self.progress.requestEnded()
        if self.local != nil { return self.callLocalService() }
        guard let upstream = self.upstream else { return self.callCollected() }
        if self.request.framing == .chunked { self.stageLastChunk(upstream) }
        upstream.awaitResponse(self.responseTimeout)
    }

    /// Ends chunked content, with its trailers.
    func stageLastChunk(_ upstream: UpstreamConnection) {
        self.worker.claimUpstreamScratch(upstream)
        HTTP1Encoder.lastChunk(
            trailers: self.requestTrailers.lineCount > 0 ? self.requestTrailers : nil, into: self.worker.upstreamScratch
        )
        upstream.isStaged = true
    }

    /// Whether the request may be sent again when the connection turns out to be dead.
    var isRepeatable: Bool { self.request.method.isIdempotent && self.progress.requestComplete }

    /// The request's content is not what its framing promised.
    func requestBroken(_ rejection: HTTP1Rejection) { self.fail(FailureCode(rejection)) }

    /// Writes what was staged for the upstream.
    func flushRequest() {
        guard let upstream = self.upstream, upstream.isStaged else { return }
        guard !upstream.flushStaged() else { return }
        upstream.mayHaveInput = true
        upstream.sawHangup = true
        self.worker.reactor.callAgain(upstream)
    }

    /// The client takes bytes again.
    func clientDrained() {
        if self.isTunnel && self.upstreamIsFinished { self.finishWritingToClient() }
        self.upstream?.read()
        self.local?.clientDrained()
    }

    /// The client is gone, or too slow to wait for.
    func clientAborted() {
        guard let client = self.client else { return }
        if !self.isTunnel && self.record.failure == nil { self.record.failure = .clientAborted }
        if self.record.status == 0 { self.record.status = FailureCode.clientAborted.status }
        self.dropUpstream()
        client.exchange = nil
        client.close()
        self.finish()
    }

    /// The client's deadline has passed in the middle of the exchange.
    func clientDeadlineReached() {
        guard let client = self.client else { return }
        if client.isBlocked { return self.clientAborted() }
        let now = self.worker.reactor.now
        if self.isPaused || self.awaited != nil && (now >= self.waitsUntil || now < self.believedUntil) {
            return self.serviceDeadlineReached()
        }
        if client.sawHangup {
            // A client that finished sending is given up only when nothing comes for it either.
            guard self.record.responseBytes != self.bytesAtHalfClose else { return self.clientAborted() }
            return self.clientHalfClosed(client)
        }
        if self.queuedAt != nil { return self.fail(.connectionLimitReached) }
        if !client.content.isComplete {
            self.fail(self.upstream?.isBlocked == true ? .responseTimeout : .requestTimeout)
        }
    }

    /// The client has finished sending and waits for its answer, or has gone.
    func clientHalfClosed(_ client: ClientConnection) {
        self.bytesAtHalfClose = self.record.responseBytes
        self.believedUntil = self.worker.reactor.now + self.worker.settings.timeouts.halfClosed
        self.worker.reactor.setDeadline(client, after: self.worker.settings.timeouts.halfClosed)
    }

    // MARK: - From the upstream

    /// Whether the client keeps up, so that more of the response may be read.
    var takesResponse: Bool { !(self.client?.isBlocked ?? true) }

    /// Bytes of a response have come in.
    @inline(__always)
    func responseBytesReceived() { self.progress.responseBytesReceived() }

    /// The upstream takes bytes again.
    func upstreamDrained() {
        if self.isTunnel && self.clientIsFinished { self.finishWritingToUpstream() }
        self.client?.pump()
    }

    /// Writes what was staged for the client.
    @inline(__always)
    func flushResponse() {
        guard let client = self.client else { return }
        if client.isStaged, !client.flushStaged() { return self.clientAborted() }
        if client.isBlocked { client.progressed() }
    }

    /// The upstream's connection is of no more use for this exchange.
    func dropUpstream() {
        if let queue = self.queuedAt {
            self.queuedAt = nil
            queue.forget(self)
        }
        if let service = self.awaited {
            self.awaited = nil
            service.waiting.remove(self)
        }
        guard let upstream = self.upstream else { return }
        self.upstream = nil
        upstream.detach()
        upstream.close()
    }

    /// The exchange is over, well or badly: it is logged, and its objects go back.
    func finish() {
        self.worker.finished(self)
        if self.guarded.isInUse {
            self.leaveGuard()
            self.leaveResource()
        }
        self.client = nil
        self.upstream = nil
        self.match = nil
        self.target = nil
        self.endpoint = nil
        self.waitsUntil = 0
        self.pauses = 0
        self.isPaused = false
        if self.local != nil { self.endLocalCall() }
        self.isPrepared = false
        self.isTunnel = false
        self.clientIsFinished = false
        self.upstreamIsFinished = false
        self.maximumBody = 0
        self.bytesAtHalfClose = .max
        self.believedUntil = .max
        // A rare big head must not stay with an object that waits for the next one.
        if self.request.block.byteCount > 8 * 1024 { self.request.block.shrink() }
        // The decoder gathers trailers behind what is there: also the empty line of a section without fields.
        self.requestTrailers.reset()
        self.responseTrailers.reset()
        self.worker.recycle(self)
    }

    // MARK: - Deadlines

    var connectTimeout: Int64 {
        self.traffic?.connectTimeoutMS.map(Int64.init) ?? self.worker.settings.timeouts.connect
    }

    var responseTimeout: Int64 {
        self.traffic?.responseTimeoutMS.map(Int64.init) ?? self.worker.settings.timeouts.responseHead
    }

    var responseIdleTimeout: Int64 {
        if let configured = self.traffic?.idleTimeoutMS { return Int64(configured) }
        let timeouts = self.worker.settings.timeouts
        // A stream of events may have nothing to say for long.
        return self.guarded.resource.events == nil ? timeouts.responseIdle : timeouts.tunnelIdle
    }

    private var traffic: TrafficPolicy? { self.match?.upstreamProxy?.policy?.traffic }
}

@available(*, unavailable)
extension Exchange: Sendable {}
