import Crypto
import ProxyModel
import TestSupport
import Testing

@testable import OAuthServer

@Suite(.timeLimit(.minutes(1)))
struct AuthorizationCodeGrantTests {
    private let fixture: TokenFixture

    init() async throws { fixture = try await TokenFixture() }

    @Test func `a code gets an access token with the claims of RFC 9068`() async throws {
        let grant = fixture.grant()
        let tokens = try await fixture.signIn(grant)
        #expect(tokens["token_type"] == "Bearer")
        #expect(tokens["expires_in"] == 1_800)
        #expect(tokens["scope"] == "mcp:read mcp:write")
        #expect(tokens["refresh_token"]?.stringValue != nil)
        let claims = try fixture.claims(tokens)
        try claims.check(
            issuer: TokenFixture.issuer, audience: [TokenFixture.first], now: fixture.server.clock.now / 1_000)
        #expect(claims.object["aud"] == .string(TokenFixture.first))
        #expect(claims.subject == "local:ada")
        #expect(claims["client_id"] == "public")
        #expect(claims["scope"] == "mcp:read mcp:write")
        #expect(claims["grant"] == .string(grant.id))
        #expect(claims["username"] == "ada")
        #expect(claims["email"] == "ada@example.com")
        #expect(claims["groups"] == ["dev"])
        #expect(claims["auth_time"] == .integer(fixture.server.clock.now / 1_000))
        #expect(claims["name"] == nil)
        #expect(claims.identifier != nil)
    }

    @Test func `the name is told with the scope profile`() async throws {
        let tokens = try await fixture.signIn(fixture.grant(scopes: ["mcp:read", "profile"]))
        #expect(try fixture.claims(tokens)["name"] == "Ada Lovelace")
    }

    @Test func `a client without the grant type gets no refresh token`() async throws {
        let tokens = try await fixture.signIn(fixture.grant(client: "once"))
        #expect(tokens["refresh_token"] == nil)
        #expect(try await fixture.service.registry.list(user: "local:ada").count == 1)
    }

    @Test func `refuses a code that is unknown, expired or another client's`() async throws {
        let code = try await fixture.code(fixture.grant())
        #expect(try await fixture.refused(fixture.redemption("unknown")) == "400 invalid_grant")
        #expect(try await fixture.refused(fixture.redemption(code, client: "other")) == "400 invalid_grant")
        // Another client's attempt changes nothing.
        _ = try await fixture.accepted(fixture.redemption(code))
        let late = try await fixture.code(fixture.grant())
        fixture.server.clock.advance(seconds: 61)
        #expect(try await fixture.refused(fixture.redemption(late)) == "400 invalid_grant")
    }

    @Test func `refuses a code of another issuer`() async throws {
        let code = try await fixture.code(fixture.grant(issuer: "https://other-auth.test"))
        #expect(try await fixture.refused(fixture.redemption(code)) == "400 invalid_grant")
    }

    @Test func `a wrong redirect URI burns the code`() async throws {
        let code = try await fixture.code(fixture.grant())
        var form = fixture.redemption(code)
        form[3].value = TokenFixture.redirectURI + "/"
        #expect(try await fixture.refused(form) == "400 invalid_grant")
        #expect(try await fixture.refused(fixture.redemption(code)) == "400 invalid_grant")
    }

    @Test func `the redirect URI may be left out, as OAuth 2_1 does`() async throws {
        let code = try await fixture.code(fixture.grant())
        _ = try await fixture.accepted(fixture.redemption(code).filter { $0.name != "redirect_uri" })
    }

    @Test(arguments: [
        "", "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk-1", "short", String(repeating: "a", count: 129),
        String(repeating: "ä", count: 43), String(repeating: " ", count: 43),
    ]) func `a verifier that does not fit burns the code`(verifier: String) async throws {
        let code = try await fixture.code(fixture.grant())
        var form = fixture.redemption(code)
        form[4].value = verifier
        #expect(try await fixture.refused(form) == "400 invalid_grant")
        #expect(try await fixture.refused(fixture.redemption(code)) == "400 invalid_grant")
    }

    @Test func `a resource beyond the grant leaves the code good`() async throws {
        let code = try await fixture.code(fixture.grant())
        let form = fixture.redemption(code)
        #expect(try await fixture.refused(form + [("resource", TokenFixture.second)]) == "400 invalid_target")
        #expect(try await fixture.refused(form + [("resource", "https://evil.test/")]) == "400 invalid_target")
        _ = try await fixture.accepted(form + [("resource", TokenFixture.first + "/")])
    }

    @Test func `a token may be for some of the resources`() async throws {
        let both = [TokenFixture.first, TokenFixture.second]
        let all = try await fixture.signIn(fixture.grant(resources: both))
        #expect(try fixture.claims(all).audience == both)
        let code = try await fixture.code(fixture.grant(resources: both))
        let one = try await fixture.accepted(
            fixture.redemption(code, more: [("resource", TokenFixture.second), ("resource", TokenFixture.second)]))
        #expect(try fixture.claims(one).audience == [TokenFixture.second])
    }

    @Test func `a code that is used twice ends what it led to`() async throws {
        let grant = fixture.grant()
        let code = try await fixture.code(grant)
        let tokens = try await fixture.accepted(fixture.redemption(code))
        #expect(try await fixture.introspected(tokens["access_token"]?.stringValue)["active"] == true)
        #expect(try await fixture.refused(fixture.redemption(code)) == "400 invalid_grant")
        let refresh = try #require(tokens["refresh_token"]?.stringValue)
        #expect(try await fixture.refused(fixture.refreshing(refresh)) == "400 invalid_grant")
        #expect(try await fixture.introspected(tokens["access_token"]?.stringValue) == TokenIntrospection.inactive)
        #expect(fixture.server.published.subjects.contains(.grant(grant.id)))
    }

    @Test func `another client's replay ends nothing`() async throws {
        let code = try await fixture.code(fixture.grant())
        let tokens = try await fixture.accepted(fixture.redemption(code))
        #expect(try await fixture.refused(fixture.redemption(code, client: "other")) == "400 invalid_grant")
        let refresh = try #require(tokens["refresh_token"]?.stringValue)
        _ = try await fixture.accepted(fixture.refreshing(refresh))
    }

    @Test func `of many who redeem a code at once exactly one gets through`() async throws {
        let fixture = fixture
        let code = try await fixture.code(fixture.grant())
        let successes = try await withThrowingTaskGroup(of: Bool.self) { group in
            for _ in 0..<20 {
                group.addTask { try await fixture.answer("/token", fixture.redemption(code)).status == 200 }
            }
            return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(successes == 1)
    }

    @Test func `the slower of two requests fails and disturbs nothing, until the answer is given`() async throws {
        let codes = fixture.service.codes
        let client = try #require(try await SampleDirectory().client("public"))
        let grant = fixture.grant()
        let code = try await fixture.code(grant)
        let pending = try await codes.peek(code, client: client, issuer: TokenFixture.issuer)
        try await codes.redeem(code, client: client)
        await #expect(throws: StoredAuthorizationCodes.dead) { try await codes.redeem(code, client: client) }
        await #expect(throws: StoredAuthorizationCodes.dead) {
            _ = try await codes.peek(code, client: client, issuer: TokenFixture.issuer)
        }
        #expect(fixture.server.published.subjects.isEmpty)
        try await codes.confirm(code, pending)
        await #expect(throws: StoredAuthorizationCodes.dead) { try await codes.redeem(code, client: client) }
        #expect(fixture.server.published.subjects == [.grant(grant.id)])
    }

    @Test(arguments: [
        Revocation.Subject.user("local:ada"), .userAndClient(user: "local:ada", client: "public"), .client("public"),
    ])
    func `a code that was issued before an end of access is dead`(subject: Revocation.Subject) async throws {
        let early = try await fixture.code(fixture.grant())
        fixture.server.clock.advance(seconds: 5)
        let registry = fixture.service.registry
        switch subject {
        case .user(let user): try await registry.revoke(user: user)
        case .userAndClient(let user, let client): try await registry.revoke(user: user, client: client)
        case .client(let client): try await registry.revoke(client: client)
        default: break
        }
        #expect(try await fixture.refused(fixture.redemption(early)) == "400 invalid_grant")
        #expect(try await registry.list(user: "local:ada").isEmpty)
        // Who signs in again at once is not hit: the token is dated after the end.
        var grant = fixture.grant()
        if case .user = subject {
            grant.authenticatedAt += 1
            grant.sessionDigest = String(repeating: "b", count: 64)
        }
        let tokens = try await fixture.accepted(fixture.redemption(fixture.code(grant)))
        let end = fixture.server.clock.now / 1_000
        #expect(try fixture.claims(tokens).issuedAt == end + 1)
        #expect(try await fixture.introspected(tokens["access_token"]?.stringValue)["active"] == true)
        let refreshed = try await fixture.accepted(
            fixture.refreshing(try #require(tokens["refresh_token"]?.stringValue)))
        #expect(try fixture.claims(refreshed).issuedAt == end + 1)
    }

    @Test func `a code of a session that was ended from elsewhere is dead`() async throws {
        var grant = fixture.grant()
        grant.sessionDigest = String(repeating: "a", count: 64)
        let code = try await fixture.code(grant)
        try await AccessEnds(fixture.server.environment).note(session: String(repeating: "a", count: 64))
        #expect(try await fixture.refused(fixture.redemption(code)) == "400 invalid_grant")
    }

    @Test func `an end during the redemption is not missed`() async throws {
        let fixture = fixture
        let grant = fixture.grant()
        let families = RefreshFamilies(
            fixture.server.environment, registry: fixture.service.registry, currentUser: { user, _ in user })
        try await fixture.service.registry.revoke(user: "local:ada")
        await #expect(throws: OAuthError.self) {
            _ = try await families.begin(grant, withToken: true, from: "192.0.2.1")
        }
        #expect(try await fixture.service.registry.show(grant.id) == nil)
    }

    @Test func `a user who is gone gets no token`() async throws {
        let fixture = try await TokenFixture(currentUser: { _, _ in nil })
        #expect(
            try await fixture.refused(fixture.redemption(fixture.code(fixture.grant()))) == "400 invalid_grant")
    }

    @Test func `without the store nothing is issued`() async throws {
        let code = try await fixture.code(fixture.grant())
        fixture.server.store.setOutage("gone")
        let answer = try await fixture.answer("/token", fixture.redemption(code))
        #expect(answer.status == 503)
        #expect(answer.headers.contains { $0.name == "Retry-After" })
        fixture.server.store.setOutage(nil)
        _ = try await fixture.accepted(fixture.redemption(code))
    }

    @Test func `the verifier of the standard's example fits`() {
        // RFC 7636, appendix B.
        #expect(
            CodeVerifier.isValid(
                "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk", for: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"))
    }
}
