import ProxyModel
import Testing

@testable import OAuthServer

struct KeySetEndpointTests {
    @Test func `publishes public keys that may be kept for a while`() async throws {
        let fixture = try await TokenFixture { $0.signingAlgorithm = .rs256 }
        let answer = try await fixture.answer(try OAuthRequest(fixture.server.request("GET", "/jwks")))
        #expect(answer.status == 200)
        #expect(answer.headers.contains { $0.name == "Cache-Control" && $0.value == "public, max-age=300" })
        let keys = try #require(try JSONValue(parsing: answer.body)["keys"]?.arrayValue)
        #expect(Set(keys.compactMap { $0["alg"]?.stringValue }) == ["RS256", "ES256"])
        for key in keys {
            #expect(key["use"] == "sig" && key["kid"]?.stringValue != nil)
            for name in ["d", "p", "q", "dp", "dq", "qi"] { #expect(key[name] == nil) }
        }
        let tokens = try await fixture.signIn()
        let token = try JWS(try #require(tokens["access_token"]?.stringValue))
        #expect(token.algorithm == .rs256)
        #expect(try token.claims(verifiedBy: JWKSet(json: JSONValue(parsing: answer.body))).subject == "local:ada")
    }

    @Test func `says so before there are keys`() async throws {
        let server = try ServerFixture()
        let endpoint = KeySetEndpoint(keys: try SigningKeyRing(server.environment))
        await #expect(throws: OAuthError.self) {
            try await endpoint.respond(
                to: try OAuthRequest(server.request("GET", "/jwks")), issuer: ServerFixture.issuer)
        }
    }
}
