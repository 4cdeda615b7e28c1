import ProxyCore
import Testing

@Suite struct ExchangeProgressTests {
    /// What had happened when the upstream failed, and what has to follow.
    struct Failure: CustomTestStringConvertible, Sendable {
        var testDescription: String
        var idempotent = true
        var hasContent = false
        var reused = true
        var sent = true
        var contentSent = false
        var responseStarted = false
        var response = ExchangeProgress.Response.none
        var attempts = 1
        let expected: ExchangeProgress.FailureAction

        init(_ words: String, _ expected: ExchangeProgress.FailureAction, _ edit: (inout Failure) -> Void = { _ in }) {
            testDescription = words
            self.expected = expected
            edit(&self)
        }

        var progress: ExchangeProgress {
            var progress = ExchangeProgress()
            progress.begin(idempotent: idempotent, hasContent: hasContent)
            for _ in 0..<attempts { progress.attemptStarted() }
            progress.acquired(reused: reused)
            if sent { progress.headSent() }
            if contentSent { progress.contentForwarded() }
            if responseStarted { progress.responseBytesReceived() }
            if response != .none { progress.responseHeadSent() }
            if response == .complete { _ = progress.responseEnded(upstreamKeepsAlive: true, clientKeepsAlive: true) }
            return progress
        }
    }

    static let failures = [
        Failure("idempotent, on a connection used before", .retry),
        Failure("idempotent, on a new connection", .answer) { $0.reused = false },
        Failure("not idempotent, on a connection used before", .answer) { $0.idempotent = false },
        Failure("not idempotent, on a new connection", .answer) { ($0.idempotent, $0.reused) = (false, false) },
        Failure("nothing sent, idempotent", .retry) { ($0.sent, $0.reused) = (false, false) },
        Failure("nothing sent, not idempotent", .retry) { ($0.sent, $0.idempotent) = (false, false) },
        Failure("content still to come", .retry) { $0.hasContent = true },
        Failure("content gone with the attempt", .answer) { ($0.hasContent, $0.contentSent) = (true, true) },
        Failure("a response had begun", .answer) { $0.responseStarted = true },
        Failure("second attempt", .retry) { $0.attempts = 2 },
        Failure("last attempt", .answer) { $0.attempts = 3 },
        Failure("last attempt, nothing sent", .answer) { ($0.attempts, $0.sent) = (3, false) },
        Failure("the client has a part of the response", .abort) { $0.response = .headSent },
        Failure("the client has it all", .ignore) { $0.response = .complete },
    ]

    @Test(arguments: failures) func `a failure is retried only where that is safe`(_ failure: Failure) {
        #expect(failure.progress.failed() == failure.expected)
    }

    @Test(arguments: [true, false])
    func `where the target has moved, a new connection is as good as a used one`(_ reused: Bool) {
        func after(_ edit: (inout Failure) -> Void) -> ExchangeProgress.FailureAction {
            Failure("", .retry) {
                $0.reused = reused
                edit(&$0)
            }.progress.failed(hasMoved: true)
        }
        #expect(after { _ in } == .retry)
        #expect(after { $0.idempotent = false } == .answer)
        #expect(after { ($0.hasContent, $0.contentSent) = (true, true) } == .answer)
        #expect(after { $0.responseStarted = true } == .answer)
        #expect(after { $0.attempts = 3 } == .answer)
    }

    @Test(arguments: [true, false], [true, false])
    func `connections are kept when both messages have ended`(_ upstream: Bool, _ client: Bool) {
        var progress = ExchangeProgress()
        progress.begin(idempotent: true, hasContent: true)
        progress.requestEnded()
        let end = progress.responseEnded(upstreamKeepsAlive: upstream, clientKeepsAlive: client)
        #expect(end.reuseUpstream == upstream)
        #expect(end.reuseClient == client)
    }

    @Test func `no connection is kept when the response came before the end of the request`() {
        var progress = ExchangeProgress()
        progress.begin(idempotent: true, hasContent: true)
        let end = progress.responseEnded(upstreamKeepsAlive: true, clientKeepsAlive: true)
        #expect(!end.reuseUpstream)
        #expect(!end.reuseClient)
    }

    @Test func `a new attempt knows nothing of the last one's connection`() {
        var progress = Failure("", .retry).progress
        progress.attemptStarted()
        #expect(!progress.sentToUpstream && !progress.reusedConnection && !progress.responseStarted)
        #expect(progress.attempts == 2)
    }

    @Test func `a new request begins from nothing`() {
        var progress = Failure("", .ignore) { $0.response = .complete }.progress
        progress.begin(idempotent: false, hasContent: false)
        #expect(progress.attempts == 0)
        #expect(progress.response == .none)
        #expect(progress.requestComplete)
        #expect(!progress.contentConsumed)
    }
}
