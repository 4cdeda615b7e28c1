import ProxyModel
import Synchronization
import Testing

@testable import ProxyCore

/// What is told of the guard's decisions.
@Suite struct GuardDecisionTests {
    private final class Told: Sendable {
        private let all = Mutex<[GuardDecision]>([])
        var decisions: [GuardDecision] { self.all.withLock { $0 } }
        func tell(_ decision: GuardDecision) { self.all.withLock { $0.append(decision) } }
    }

    private static func fixture(_ told: Told, limit: Int = 100, auth: (inout ProxyAuthConfig) -> Void = { _ in }) throws
        -> GuardFixture
    {
        try GuardFixture(
            auth,
            settings: {
                $0.guarding.decided = { told.tell($0) }
                $0.guarding.toldDecisions = limit
            }, proxy: { $0.toolRules = [] })
    }

    @Test func `the first call of each token is told, and no other`() throws {
        let told = Told()
        let guarded = try Self.fixture(told)
        let token = try guarded.token()
        for _ in 0..<3 { _ = try guarded.forwarded(GuardFixture.request("GET", "/mcp?code=x", token: token)) }
        let decision = try #require(told.decisions.first)
        #expect(told.decisions.count == 1)
        #expect(decision.isAccepted)
        #expect(decision.clientID == "client-1")
        #expect(decision.subject == "local:alice")
        #expect(decision.resource == "https://app.test/mcp")
        #expect(decision.clientAddress == "127.0.0.1")
        #expect(!decision.requestID.isEmpty)
        // Keys are given to the workers again each minute.
        #expect(guarded.fixture.worker.install(guardKeys: guarded.keys.guardKeys) == [])
        _ = try guarded.forwarded(GuardFixture.request(token: token))
        #expect(told.decisions.count == 1)
        _ = try guarded.forwarded(GuardFixture.request(token: try guarded.token()))
        #expect(told.decisions.count == 2)
    }

    @Test func `the resource is told with the port that clients see, also of a refused call`() throws {
        let told = Told()
        let guarded = try GuardFixture(settings: {
            $0.guarding.decided = { told.tell($0) }
            $0.publicHTTPSPort = 8443
        })
        _ = try guarded.refused(GuardFixture.request(token: "nonsense"))
        _ = try guarded.forwarded(GuardFixture.request(token: try guarded.token()))
        #expect(told.decisions.map(\.resource) == ["https://app.test:8443/mcp", "https://app.test:8443/mcp"])
    }

    @Test func `no reason is worded that nobody hears`() throws {
        let told = Told()
        let guarded = try Self.fixture(told, limit: 0)
        let deaf = try GuardFixture()
        for fixture in [guarded.fixture, deaf.fixture] {
            let exchange = Exchange(worker: fixture.worker)
            exchange.note(
                isAccepted: true,
                {
                    Issue.record("worded")
                    return ""
                }(), nil)
        }
        #expect(told.decisions.isEmpty)
    }

    @Test func `a refused token is told with its reason and, where that is known, with its owner`() throws {
        let told = Told()
        let guarded = try Self.fixture(told) { $0.requiredGroups = ["admin"] }
        _ = try guarded.refused(GuardFixture.request(token: try guarded.token()))
        _ = try guarded.refused(GuardFixture.request(token: "nonsense"))
        _ = try guarded.refused(GuardFixture.request())
        #expect(told.decisions.map(\.isAccepted) == [false, false])
        #expect(told.decisions[0].reason.contains("may not use this host"))
        #expect(told.decisions[0].subject == "local:alice")
        #expect(told.decisions[1].subject == nil)
        #expect(told.decisions.allSatisfy { !$0.reason.contains("nonsense") })
    }

    @Test func `a call that the rules about tools refuse is told`() throws {
        let told = Told()
        let guarded = try Self.fixture(told)
        let body = #"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"x"}}"#
        _ = try guarded.refused(
            GuardFixture.request("POST", token: try guarded.token(), "Content-Length: \(body.utf8.count)") + body)
        #expect(told.decisions.map(\.isAccepted) == [true, false])
        #expect(told.decisions.last?.subject == "local:alice")
    }

    @Test func `a first call that comes when nothing may be told is told by the next one`() throws {
        let told = Told()
        let guarded = try Self.fixture(told, limit: 1)
        let token = try guarded.token()
        for token in [try guarded.token(), token, token] {
            _ = try guarded.forwarded(GuardFixture.request(token: token))
        }
        #expect(told.decisions.count == 1)
        // A minute later.
        guarded.fixture.worker.accessGuard.decisions = DecisionBudgets(limit: 2)
        for _ in 0..<2 { _ = try guarded.forwarded(GuardFixture.request(token: token)) }
        #expect(told.decisions.map(\.isAccepted) == [true, true])
    }

    @Test func `strangers do not hide what is refused to those who are known`() throws {
        let told = Told()
        let guarded = try Self.fixture(told, limit: 2) { $0.requiredGroups = ["admin"] }
        for number in 0..<5 { _ = try guarded.refused(GuardFixture.request(token: "nonsense-\(number)")) }
        for _ in 0..<3 { _ = try guarded.refused(GuardFixture.request(token: try guarded.token())) }
        #expect(told.decisions.map(\.subject) == [nil, nil, "local:alice", "local:alice"])
    }

    @Test func `what has ended is refused to somebody who is known`() throws {
        let told = Told()
        let guarded = try Self.fixture(told, limit: 2)
        for number in 0..<3 { _ = try guarded.refused(GuardFixture.request(token: "nonsense-\(number)")) }
        let now = UnixTime.seconds
        let expired = try guarded.token { $0.claims["exp"] = .integer(now - 600) }
        _ = try guarded.refused(GuardFixture.request(token: expired))
        guarded.fixture.worker.apply(revocations: [
            Revocation(.user("local:alice"), issuedUntil: now + 1, expiresAt: now + 60)
        ])
        _ = try guarded.refused(GuardFixture.request(token: try guarded.token()))
        #expect(told.decisions.map(\.subject) == [nil, nil, "local:alice", "local:alice"])
    }

    @Test func `no more is told than the budget allows, and refusals take nothing from the others`() throws {
        let told = Told()
        let guarded = try Self.fixture(told, limit: 3)
        for number in 0..<5 { _ = try guarded.refused(GuardFixture.request(token: "nonsense-\(number)")) }
        _ = try guarded.forwarded(GuardFixture.request(token: try guarded.token()))
        #expect(told.decisions.map(\.isAccepted) == [false, false, false, true])
        var budget = DecisionBudget(limit: 2)
        let taken = [0, 1, 59, 60, 61, 62].map { budget.takes(at: $0) }
        #expect(taken == [true, true, false, true, true, false])
        // A clock that was set back does not silence it.
        let isTaken = budget.takes(at: 0)
        #expect(isTaken)
    }
}
