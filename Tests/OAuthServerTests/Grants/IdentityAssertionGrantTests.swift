import Crypto
import ProxyModel
import TestSupport
import Testing

@testable import OAuthServer

@Suite(.timeLimit(.minutes(1)))
struct IdentityAssertionGrantTests {
    private let provider = ProviderKey()
    private let fixture: TokenFixture
    private let type = OAuthClient.GrantType.jwtBearer.rawValue

    init() async throws {
        let provider = provider
        fixture = try await TokenFixture(issuers: provider)
    }

    private func claims(_ changes: JSONObject = [:]) -> JSONObject {
        let now = fixture.server.clock.now / 1_000
        var claims: JSONObject = [
            "iss": "https://idp.test", "sub": "u1", "aud": .string(TokenFixture.issuer), "client_id": "secret",
            "iat": .integer(now), "exp": .integer(now + 300), "jti": .string("j\(UInt32.random(in: 0...UInt32.max))"),
            "resource": .string(TokenFixture.first), "email": "u@idp.test", "email_verified": true,
            "groups": ["staff"],
        ]
        for change in changes.members { claims[change.name] = change.value == .null ? nil : change.value }
        return claims
    }

    private func form(
        _ assertion: String, client: String = "secret", more: [(name: String, value: String)] = []
    ) -> [(name: String, value: String)] {
        [("grant_type", type), ("assertion", assertion), ("client_id", client), ("client_secret", "s3cret")] + more
    }

    @Test func `an organisation lets a client act for its user`() async throws {
        let tokens = try await fixture.accepted(form(provider.assertion(claims())))
        #expect(tokens["refresh_token"] == nil)
        let access = try fixture.claims(tokens)
        #expect(access.subject == "idp:u1")
        #expect(access.audience == [TokenFixture.first])
        #expect(access["email"] == "u@idp.test")
        #expect(access["groups"] == ["staff"])
        #expect(try await fixture.introspected(tokens["access_token"]?.stringValue)["active"] == true)
    }

    @Test func `refuses what is not exactly for this client and server`() async throws {
        let now = fixture.server.clock.now / 1_000
        let bad: [JSONObject] = [
            ["iss": "https://evil.test"], ["aud": "https://other.test"],
            ["aud": .string(TokenFixture.issuer + "/token")],
            ["client_id": "machine"], ["client_id": nil], ["exp": .integer(now - 60)], ["exp": nil], ["iat": nil],
            ["iat": .integer(now + 120)], ["exp": .integer(now + 7_200)], ["jti": nil], ["jti": ""], ["sub": nil],
            ["sub": ""], ["resource": "https://evil.test/"], ["resource": []],
            ["resource": [.string(TokenFixture.first), "https://evil.test/"]],
        ]
        for change in bad {
            let assertion = provider.assertion(claims(change))
            #expect(try await fixture.refused(form(assertion)) == "400 invalid_grant", "\(change)")
        }
    }

    @Test func `refuses another type, key or algorithm`() async throws {
        for assertion in [
            provider.assertion(claims(), type: "JWT"), provider.assertion(claims(), type: nil),
            ProviderKey().assertion(claims()), "e30.e30.e30", "x",
            TokenForge.token(header: #"{"alg":"none","typ":"oauth-id-jag+jwt"}"#, payload: "{}") { _ in [] },
        ] {
            #expect(try await fixture.refused(form(assertion)) == "400 invalid_grant")
        }
        #expect(try await fixture.refused(form("")) == "400 invalid_request")
    }

    @Test func `an assertion is good once`() async throws {
        let assertion = provider.assertion(claims())
        _ = try await fixture.accepted(form(assertion))
        #expect(try await fixture.refused(form(assertion)) == "400 invalid_grant")
    }

    @Test func `scopes are what everybody agrees on`() async throws {
        try fixture.server.guardHost("c.example.com") { proxy in
            var resource = ProxyResourceConfig()
            resource.scopes = ["a", "b", "c"]
            proxy.resource = Boxed(resource)
        }
        let own: JSONObject = ["resource": "https://c.example.com/mcp", "scope": "a b x"]
        #expect(try await fixture.accepted(form(provider.assertion(claims(own))))["scope"] == "a b")
        #expect(
            try await fixture.accepted(form(provider.assertion(claims(own)), more: [("scope", "b c")]))["scope"] == "b")
        #expect(
            try await fixture.refused(form(provider.assertion(claims(own)), more: [("scope", "c")]))
                == "400 invalid_grant")
    }

    @Test func `the request can narrow the resources`() async throws {
        let both: JSONObject = ["resource": [.string(TokenFixture.first), .string(TokenFixture.second)]]
        let tokens = try await fixture.accepted(
            form(provider.assertion(claims(both)), more: [("resource", TokenFixture.second)]))
        #expect(try fixture.claims(tokens).audience == [TokenFixture.second])
    }

    @Test func `the keys come from the provider of the configuration`() async throws {
        let server = try LoopbackServer { [provider] request in
            let issuer = "http://" + (request.field("host") ?? "")
            return .json(
                request.path == "/.well-known/openid-configuration"
                    ? [
                        "issuer": .string(issuer), "authorization_endpoint": .string(issuer + "/a"),
                        "token_endpoint": .string(issuer + "/t"), "jwks_uri": .string(issuer + "/keys"),
                    ] : provider.keySet.json)
        }
        let issuer = server.origin
        let fixture = try await TokenFixture()
        fixture.server.configuration.put(
            .identityProvider(
                IdentityProvider(
                    name: "idp", kind: .oidc, label: "", issuer: issuer, clientID: "c", createdAt: 0, updatedAt: 0)))
        let assertion = provider.assertion(claims(["iss": .string(issuer)]))
        #expect(try fixture.claims(try await fixture.accepted(form(assertion))).subject == "idp:u1")
        let foreign = ProviderKey().assertion(claims(["iss": .string(issuer)]))
        #expect(try await fixture.refused(form(foreign)) == "400 invalid_grant")
        #expect(
            try await fixture.refused(form(provider.assertion(claims(["iss": "https://evil.test"]))))
                == "400 invalid_grant")
    }
}

/// An organisation's provider whose keys are known.
private struct ProviderKey: AssertionIssuers {
    private let key = P256.Signing.PrivateKey()

    var keySet: JWKSet {
        JWKSet(keys: (try? JWK(subjectPublicKey: Array(key.publicKey.derRepresentation))).map { [$0] } ?? [])
    }

    func assertion(_ claims: JSONObject, type: String? = "oauth-id-jag+jwt") -> String {
        var header: JSONObject = ["alg": "ES256"]
        if let type { header.append("typ", .string(type)) }
        return TokenForge.es256(JSONValue.object(header).compactText, JSONValue.object(claims).compactText, key)
    }

    func claims(of token: JWS) async throws(OAuthError) -> (provider: IdentityProvider, claims: JWTClaims) {
        guard let claims = try? token.claims(verifiedBy: keySet) else {
            throw OAuthError(.invalidGrant, "the signature is another's")
        }
        let provider = IdentityProvider(
            name: "idp", kind: .oidc, label: "", issuer: "https://idp.test", clientID: "c", createdAt: 0, updatedAt: 0)
        return (provider, claims)
    }
}
