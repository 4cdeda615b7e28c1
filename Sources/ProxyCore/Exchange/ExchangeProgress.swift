/// What is known of one exchange's two messages, and what follows from it: decides, never does.
///
/// One method per event; each returns what the owner must do. The rules of retries are those of RFC 9110 §9.2.2:
/// again only when nothing was sent, or when the method is idempotent and the connection had been used before or led to
/// where the target is no longer.
package struct ExchangeProgress: Equatable, Sendable {
    /// How far the response to the client has come.
    package enum Response: UInt8, Equatable, Sendable {
        case none, headSent, complete
    }

    /// What to do after the upstream failed.
    package enum FailureAction: Equatable, Sendable {
        /// Acquire a connection anew and send the request again from its head.
        case retry
        /// Answer the client with the failure's status.
        case answer
        /// A response has begun: all that is left is to cut the client's connection off.
        case abort
        /// The client has its complete response already.
        case ignore
    }

    /// What becomes of the two connections when the response is complete.
    package struct End: Equatable, Sendable {
        /// The upstream's connection may carry another request.
        package var reuseUpstream: Bool
        /// The client's connection may carry another request.
        package var reuseClient: Bool
    }

    /// How often a request is tried at most, the first time included.
    package static let maximumAttempts: UInt8 = 3

    /// The request's content has been handed on in full.
    package private(set) var requestComplete = false
    /// Content bytes were taken from the client and are not kept.
    package private(set) var contentConsumed = false
    /// Bytes of this attempt's request went to the upstream.
    package private(set) var sentToUpstream = false
    /// The connection of this attempt had carried a request before.
    package private(set) var reusedConnection = false
    /// Any byte of a response has come in this attempt.
    package private(set) var responseStarted = false
    /// How far the response to the client has come.
    package private(set) var response = Response.none
    /// How often a connection was asked for; at most `maximumAttempts`.
    package private(set) var attempts: UInt8 = 0
    private var idempotent = false

    /// Nothing has happened yet.
    package init() {}

    /// A request head was accepted; `hasContent` when content follows it.
    package mutating func begin(idempotent: Bool, hasContent: Bool) {
        self = ExchangeProgress()
        self.idempotent = idempotent
        self.requestComplete = !hasContent
    }

    /// A connection is about to be acquired.
    package mutating func attemptStarted() {
        self.attempts &+= 1
        self.sentToUpstream = false
        self.responseStarted = false
        self.reusedConnection = false
    }

    /// A connection was acquired.
    package mutating func acquired(reused: Bool) { self.reusedConnection = reused }

    /// The request's head was handed to the socket.
    package mutating func headSent() { self.sentToUpstream = true }

    /// Content was taken from the client; it can only be sent once.
    package mutating func contentForwarded() { self.contentConsumed = true }

    /// The request's content has ended.
    package mutating func requestEnded() { self.requestComplete = true }

    /// Bytes of a response came in.
    package mutating func responseBytesReceived() { self.responseStarted = true }

    /// The final response's head goes to the client.
    package mutating func responseHeadSent() { self.response = .headSent }

    /// Whether the upstream knows nothing of the request, so that any other one may get it whole.
    package var isUnsent: Bool { self.response == .none && !self.contentConsumed && !self.sentToUpstream }

    /// The upstream failed: could not be reached, or broke off; `hasMoved` when the target is elsewhere by now.
    package func failed(hasMoved: Bool = false) -> FailureAction {
        switch self.response {
        case .complete: return .ignore
        case .headSent: return .abort
        case .none: break
        }
        guard self.attempts < Self.maximumAttempts, !self.contentConsumed, !self.responseStarted else { return .answer }
        if !self.sentToUpstream { return .retry }
        return self.idempotent && (self.reusedConnection || hasMoved) ? .retry : .answer
    }

    /// The response is complete.
    package mutating func responseEnded(upstreamKeepsAlive: Bool, clientKeepsAlive: Bool) -> End {
        self.response = .complete
        // A request that was answered early is still on its way: neither connection is at a message's boundary.
        return End(
            reuseUpstream: upstreamKeepsAlive && self.requestComplete,
            reuseClient: clientKeepsAlive && self.requestComplete)
    }
}
