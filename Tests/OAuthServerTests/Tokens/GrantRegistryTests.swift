import ProxyModel
import Testing

@testable import OAuthServer

@Suite(.timeLimit(.minutes(1)))
struct GrantRegistryTests {
    private let fixture: TokenFixture
    private var registry: GrantRegistry { fixture.service.registry }

    init() async throws { fixture = try await TokenFixture() }

    @Test func `lists authorizations by user and client, the last used first`() async throws {
        let first = fixture.grant()
        let tokens = try await fixture.signIn(first)
        fixture.server.clock.advance(seconds: 10)
        let second = fixture.grant(client: "other")
        _ = try await fixture.signIn(second)
        #expect(try await registry.list(user: "local:ada").map(\.grant.id) == [second.id, first.id])
        fixture.server.clock.advance(seconds: 10)
        _ = try await fixture.accepted(fixture.refreshing(try #require(tokens["refresh_token"]?.stringValue)))
        #expect(try await registry.list(user: "local:ada").map(\.grant.id) == [first.id, second.id])
        let shown = try #require(try await registry.show(first.id))
        #expect(shown.clientAddress == "192.0.2.1" && shown.current != nil)
        #expect(shown.lastUsedAt - shown.createdAt == 20_000)
        #expect(StoredGrant(json: try JSONValue(parsing: shown.bytes)) == shown)
    }

    @Test func `forgets authorizations that ended by themselves`() async throws {
        _ = try await fixture.signIn(fixture.grant(client: "once"))
        _ = try await fixture.signIn()
        fixture.server.clock.advance(seconds: 1_800)
        #expect(try await registry.list(user: "local:ada").map(\.grant.clientID) == ["public"])
        #expect(try await registry.revoke(client: "once") == 0)
    }

    @Test func `ends what a client holds for a user and nothing else`() async throws {
        let mine = try await fixture.signIn()
        let other = try await fixture.signIn(fixture.grant(client: "other"))
        #expect(try await registry.revoke(user: "local:ada", client: "public") == 1)
        #expect(fixture.server.published.subjects.contains(.userAndClient(user: "local:ada", client: "public")))
        let refresh = try #require(mine["refresh_token"]?.stringValue)
        #expect(try await fixture.refused(fixture.refreshing(refresh)) == "400 invalid_grant")
        let kept = try #require(other["refresh_token"]?.stringValue)
        _ = try await fixture.accepted(fixture.refreshing(kept, client: "other"))
    }

    @Test func `ends all of a user, and all of a client`() async throws {
        _ = try await fixture.signIn()
        _ = try await fixture.signIn(fixture.grant(client: "other"))
        #expect(try await registry.revoke(client: "other") == 1)
        #expect(try await registry.list(user: "local:ada").count == 1)
        #expect(try await registry.revoke(user: "local:ada") == 1)
        #expect(try await registry.list(user: "local:ada").isEmpty)
        #expect(fixture.server.published.subjects.contains(.user("local:ada")))
        #expect(fixture.server.published.subjects.contains(.client("other")))
    }

    @Test func `ends more authorizations than one reading of an index names`() async throws {
        for _ in 0..<1_100 {
            let grant = fixture.grant()
            _ = try await registry.write(
                StoredGrant(grant, at: fixture.server.clock.now, from: "192.0.2.1"), over: nil, lifetime: 60_000)
        }
        #expect(try await registry.revoke(client: "public") == 1_100)
        #expect(try await registry.list(user: "local:ada").isEmpty)
    }

    @Test func `ends one authorization, known or not`() async throws {
        let grant = fixture.grant()
        _ = try await fixture.signIn(grant)
        #expect(try await registry.revoke(grant: grant.id))
        #expect(try await !registry.revoke(grant: grant.id))
        #expect(try await registry.show("../../x") == nil)
        #expect(try await registry.show("") == nil)
    }

    @Test func `shows each client of a user once`() async throws {
        _ = try await fixture.signIn()
        fixture.server.clock.advance(seconds: 5)
        _ = try await fixture.signIn(fixture.grant(resources: [TokenFixture.second]))
        let clients = GrantedClients(registry: registry, clients: SampleDirectory())
        let entries = try await clients.clients(of: "local:ada")
        #expect(entries.count == 1)
        #expect(entries[0].resources == [TokenFixture.second, TokenFixture.first])
        #expect(entries[0].lastUsedAt - entries[0].authorizedAt == 5_000)
        try await clients.revoke(client: "public", of: "local:ada")
        #expect(try await clients.clients(of: "local:ada").isEmpty)
    }
}
