import ProxyModel
import Synchronization
import TestSupport
import Testing

@testable import OAuthServer

@Suite(.timeLimit(.minutes(1)))
struct RefreshTokenGrantTests {
    private let fixture: TokenFixture

    init() async throws { fixture = try await TokenFixture() }

    private func token(_ answer: JSONValue) throws -> String { try #require(answer["refresh_token"]?.stringValue) }

    @Test func `a refresh token is exchanged for the next one`() async throws {
        let first = try token(try await fixture.signIn())
        let second = try await fixture.accepted(fixture.refreshing(first))
        #expect(try token(second) != first)
        #expect(try fixture.claims(second).audience == [TokenFixture.first])
        let third = try await fixture.accepted(fixture.refreshing(try token(second)))
        #expect(try token(third) != token(second))
    }

    @Test func `within the window an exchanged token gets the same successor`() async throws {
        let first = try token(try await fixture.signIn())
        let second = try token(try await fixture.accepted(fixture.refreshing(first)))
        fixture.server.clock.advance(seconds: 59)
        #expect(try token(try await fixture.accepted(fixture.refreshing(first))) == second)
    }

    @Test func `within the window an older token gets the current one`() async throws {
        let first = try token(try await fixture.signIn())
        let second = try token(try await fixture.accepted(fixture.refreshing(first)))
        let third = try token(try await fixture.accepted(fixture.refreshing(second)))
        #expect(try token(try await fixture.accepted(fixture.refreshing(first))) == third)
    }

    @Test func `after the window an exchanged token ends the family`() async throws {
        let tokens = try await fixture.signIn()
        let first = try token(tokens)
        let second = try token(try await fixture.accepted(fixture.refreshing(first)))
        fixture.server.clock.advance(seconds: 60)
        #expect(try await fixture.refused(fixture.refreshing(first)) == "400 invalid_grant")
        #expect(try await fixture.refused(fixture.refreshing(second)) == "400 invalid_grant")
        #expect(try await fixture.introspected(tokens["access_token"]?.stringValue) == TokenIntrospection.inactive)
        let grant = try #require(try fixture.claims(tokens)["grant"]?.stringValue)
        #expect(fixture.server.published.subjects == [.grant(grant)])
        #expect(fixture.server.trace.steps.contains { $0.stage == .refresh && !$0.isAccepted })
    }

    @Test func `fifty processes with one token stay signed in with one successor`() async throws {
        let fixture = fixture
        let first = try token(try await fixture.signIn())
        let successors = try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<50 {
                group.addTask {
                    try #require(try await fixture.accepted(fixture.refreshing(first))["refresh_token"]?.stringValue)
                }
            }
            return try await group.reduce(into: Set<String>()) { $0.insert($1) }
        }
        #expect(successors.count == 1)
        _ = try await fixture.accepted(fixture.refreshing(try #require(successors.first)))
    }

    @Test func `five clients that race two hundred times are never signed out`() async throws {
        let fixture = fixture
        let shared = SharedToken(try token(try await fixture.signIn()))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<5 {
                group.addTask {
                    for _ in 0..<40 {
                        let known = shared.value
                        let next = try await fixture.accepted(fixture.refreshing(known))["refresh_token"]?.stringValue
                        shared.value = try #require(next)
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(fixture.server.published.subjects.isEmpty)
    }

    @Test func `refuses a token that is unknown or another client's`() async throws {
        let first = try token(try await fixture.signIn())
        #expect(try await fixture.refused(fixture.refreshing("unknown")) == "400 invalid_grant")
        #expect(try await fixture.refused(fixture.refreshing(first, client: "other")) == "400 invalid_grant")
        #expect(
            try await fixture.refused(fixture.refreshing(first), issuer: "https://other.test") == "400 invalid_grant")
        _ = try await fixture.accepted(fixture.refreshing(first))
    }

    @Test func `a wider scope is refused and a narrower one given`() async throws {
        let first = try token(try await fixture.signIn(fixture.grant(scopes: ["mcp:read", "mcp:write"])))
        #expect(
            try await fixture.refused(fixture.refreshing(first, more: [("scope", "mcp:read admin")]))
                == "400 invalid_scope")
        let narrow = try await fixture.accepted(
            fixture.refreshing(first, more: [("scope", "mcp:read offline_access")]))
        #expect(narrow["scope"] == "mcp:read")
        // The refresh token keeps what was authorized.
        let full = try await fixture.accepted(fixture.refreshing(try token(narrow)))
        #expect(full["scope"] == "mcp:read mcp:write")
    }

    @Test func `a resource beyond the grant is refused and the token stays good`() async throws {
        let first = try token(try await fixture.signIn())
        #expect(
            try await fixture.refused(fixture.refreshing(first, more: [("resource", TokenFixture.second)]))
                == "400 invalid_target")
        _ = try await fixture.accepted(fixture.refreshing(first, more: [("resource", TokenFixture.first)]))
    }

    @Test func `use prolongs a family, but not beyond its absolute end`() async throws {
        let fixture = try await TokenFixture { $0.refreshAbsoluteLifetime = 40 * 86_400_000 }
        var current = try token(try await fixture.signIn())
        fixture.server.clock.advance(seconds: 29 * 86_400)
        current = try token(try await fixture.accepted(fixture.refreshing(current)))
        fixture.server.clock.advance(seconds: 10 * 86_400)
        current = try token(try await fixture.accepted(fixture.refreshing(current)))
        fixture.server.clock.advance(seconds: 86_400)
        #expect(try await fixture.refused(fixture.refreshing(current)) == "400 invalid_grant")
    }

    @Test func `a family that is not used ends`() async throws {
        let first = try token(try await fixture.signIn())
        fixture.server.clock.advance(seconds: 30 * 86_400)
        #expect(try await fixture.refused(fixture.refreshing(first)) == "400 invalid_grant")
    }

    @Test func `new groups of the user are in the next token`() async throws {
        let fixture = try await TokenFixture(currentUser: { user, _ in
            var user = user
            user.groups = ["ops"]
            return user
        })
        let first = try token(try await fixture.signIn())
        #expect(try fixture.claims(try await fixture.accepted(fixture.refreshing(first)))["groups"] == ["ops"])
    }

    @Test func `a user who was disabled loses the family`() async throws {
        let users = DisabledUsers()
        let fixture = try await TokenFixture(currentUser: { user, _ in users.contains(user.subject) ? nil : user })
        let first = try token(try await fixture.signIn())
        users.insert("local:ada")
        #expect(try await fixture.refused(fixture.refreshing(first)) == "400 invalid_grant")
        users.removeAll()
        #expect(try await fixture.refused(fixture.refreshing(first)) == "400 invalid_grant")
    }

    @Test func `the store holds no token that could be used`() async throws {
        let fixture = fixture
        let first = try token(try await fixture.signIn())
        let second = try token(try await fixture.accepted(fixture.refreshing(first)))
        for key in fixture.server.store.keys where key.family != .index {
            let text = try await fixture.server.store.value(key).map { String(decoding: $0, as: UTF8.self) } ?? ""
            #expect(!key.id.contains(first) && !key.id.contains(second))
            #expect(!text.contains(first) && !text.contains(second))
        }
    }
}

/// The token that the processes of one client keep in one file.
private final class SharedToken: Sendable {
    private let token: Mutex<String>
    init(_ token: String) { self.token = Mutex(token) }
    var value: String {
        get { token.withLock { $0 } }
        set { token.withLock { $0 = newValue } }
    }
}

/// Users who lost their accounts.
private final class DisabledUsers: Sendable {
    private let all = Mutex<Set<String>>([])
    func contains(_ subject: String) -> Bool { all.withLock { $0.contains(subject) } }
    func insert(_ subject: String) { all.withLock { _ = $0.insert(subject) } }
    func removeAll() { all.withLock { $0 = [] } }
}
