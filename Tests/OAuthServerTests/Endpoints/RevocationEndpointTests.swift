import ProxyModel
import TestSupport
import Testing

@testable import OAuthServer

@Suite(.timeLimit(.minutes(1)))
struct RevocationEndpointTests {
    private let fixture: TokenFixture

    init() async throws { fixture = try await TokenFixture() }

    private func revoke(
        _ token: String, client: String = "public", more: [(name: String, value: String)] = []
    ) async throws -> Int {
        let form: [(name: String, value: String)] = [("token", token), ("client_id", client)]
        return try await fixture.answer("/revoke", form + more).status
    }

    @Test func `a refresh token ends its authorization`() async throws {
        let tokens = try await fixture.signIn()
        let refresh = try #require(tokens["refresh_token"]?.stringValue)
        #expect(try await revoke(refresh) == 200)
        #expect(try await fixture.refused(fixture.refreshing(refresh)) == "400 invalid_grant")
        #expect(try await fixture.introspected(tokens["access_token"]?.stringValue) == TokenIntrospection.inactive)
        #expect(try await revoke(refresh) == 200)
    }

    @Test func `an access token ends itself alone`() async throws {
        let tokens = try await fixture.signIn()
        let refresh = try #require(tokens["refresh_token"]?.stringValue)
        let access = try #require(tokens["access_token"]?.stringValue)
        let identifier = try #require(try fixture.claims(tokens).identifier)
        #expect(try await revoke(access, more: [("token_type_hint", "refresh_token")]) == 200)
        #expect(fixture.server.published.subjects == [.token(identifier)])
        #expect(try await fixture.introspected(access) == TokenIntrospection.inactive)
        let next = try await fixture.accepted(fixture.refreshing(refresh))
        #expect(try await fixture.introspected(next["access_token"]?.stringValue)["active"] == true)
    }

    @Test func `a token that was exchanged ends its authorization too`() async throws {
        let first = try #require(try await fixture.signIn()["refresh_token"]?.stringValue)
        let second = try await fixture.accepted(fixture.refreshing(first))["refresh_token"]?.stringValue
        #expect(try await revoke(first, more: [("token_type_hint", "nonsense")]) == 200)
        #expect(try await fixture.refused(fixture.refreshing(try #require(second))) == "400 invalid_grant")
    }

    @Test func `what is unknown or expired is answered alike`() async throws {
        for token in ["unknown", "a.b.c", "e30.e30.e30", String(repeating: "x", count: 20_000), "../../etc"] {
            #expect(try await revoke(token) == 200)
        }
        let access = try #require(try await fixture.signIn()["access_token"]?.stringValue)
        fixture.server.clock.advance(seconds: 1_801)
        #expect(try await revoke(access) == 200)
        #expect(fixture.server.published.subjects.isEmpty)
    }

    @Test func `another client's token is left alone`() async throws {
        let tokens = try await fixture.signIn()
        let refresh = try #require(tokens["refresh_token"]?.stringValue)
        #expect(try await revoke(refresh, client: "other") == 200)
        #expect(try await revoke(try #require(tokens["access_token"]?.stringValue), client: "other") == 200)
        #expect(fixture.server.published.subjects.isEmpty)
        _ = try await fixture.accepted(fixture.refreshing(refresh))
    }

    @Test func `says what is missing, who is unknown and when the store is away`() async throws {
        #expect(try await fixture.refused([("client_id", "public")], "/revoke") == "400 invalid_request")
        #expect(try await fixture.refused([("token", "x")], "/revoke") == "401 invalid_client")
        #expect(
            try await fixture.refused([("token", "x"), ("client_id", "nobody")], "/revoke") == "401 invalid_client")
        #expect(
            try await fixture.refused([("token", "x"), ("client_id", "secret")], "/revoke") == "401 invalid_client")
        let refresh = try #require(try await fixture.signIn()["refresh_token"]?.stringValue)
        fixture.server.store.setOutage("gone")
        let answer = try await fixture.answer("/revoke", [("token", refresh), ("client_id", "public")])
        #expect(answer.status == 503)
        #expect(answer.headers.contains { $0.name == "Retry-After" })
    }
}
