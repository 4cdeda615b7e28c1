import ProxyModel
import Testing

@testable import OAuthServer

@Suite(.timeLimit(.minutes(1)))
struct IntrospectionEndpointTests {
    private let fixture: TokenFixture
    private let bearer: [(name: String, value: String)] = [("Authorization", "Bearer acm_operator")]

    init() async throws { fixture = try await TokenFixture() }

    private func ask(
        _ form: [(name: String, value: String)], headers: [(name: String, value: String)] = []
    ) async throws -> (status: Int, json: JSONValue) {
        let answer = try await fixture.answer("/introspect", form, headers: headers)
        return (answer.status, try JSONValue(parsing: answer.body))
    }

    @Test func `an operator learns what an access token says`() async throws {
        let access = try #require(try await fixture.signIn()["access_token"]?.stringValue)
        let (status, json) = try await ask([("token", access)], headers: bearer)
        #expect(status == 200)
        #expect(json["active"] == true)
        #expect(json["token_type"] == "Bearer")
        #expect(json["sub"] == "local:ada")
        #expect(json["username"] == "ada")
        #expect(json["client_id"] == "public")
        #expect(json["scope"] == "mcp:read mcp:write")
        #expect(json["iss"] == .string(TokenFixture.issuer))
        #expect(json["exp"]?.integerValue != nil)
    }

    @Test func `the owner of a proxy learns of the tokens for its host alone`() async throws {
        try fixture.server.guardHost("a.example.com") { $0.owner = "team-a" }
        let owner: [(name: String, value: String)] = [("Authorization", "Bearer acm_owner")]
        let own = try #require(try await fixture.signIn()["access_token"]?.stringValue)
        #expect(try await ask([("token", own)], headers: owner).json["sub"] == "local:ada")
        let foreign = try #require(
            try await fixture.signIn(fixture.grant(resources: [TokenFixture.second]))["access_token"]?.stringValue)
        #expect(try await ask([("token", foreign)], headers: owner).json == ["active": false])
        let request = fixture.server.request(
            "POST", "/introspect", headers: owner + [("Content-Type", "application/json")],
            body: JSONValue.object(["token": .string(foreign)]).compactText)
        let answer = try await fixture.answer(try OAuthRequest(request))
        #expect(try JSONValue(parsing: answer.body) == ["active": false])
        try fixture.server.guardHost("a.example.com") { $0.owner = "team-b" }
        #expect(try await ask([("token", own)], headers: owner).json == ["active": false])
    }

    @Test func `nobody asks without credentials`() async throws {
        #expect(try await ask([("token", "x")]).status == 401)
        #expect(try await ask([("token", "x"), ("client_id", "public")]).status == 401)
        #expect(try await ask([("token", "x"), ("client_id", "secret"), ("client_secret", "wrong")]).status == 401)
        let answer = try await fixture.answer(
            "/introspect", [("token", "x")], headers: [("Authorization", "Bearer acm_wrong")])
        #expect(answer.status == 401)
        #expect(answer.headers.contains { $0.name == "WWW-Authenticate" && $0.value.hasPrefix("Bearer ") })
    }

    @Test func `says what is missing`() async throws {
        #expect(try await ask([], headers: bearer).status == 400)
        let get = fixture.server.request("GET", "/introspect?token=x", headers: bearer)
        #expect(try await fixture.answer(try OAuthRequest(get)).status == 405)
    }

    @Test func `of what is not good nothing is told`() async throws {
        let tokens = try await fixture.signIn()
        let access = try #require(tokens["access_token"]?.stringValue)
        let foreign = try PrivateSigningKey(generating: .es256)
        let forged = try foreign.sign(
            try fixture.claims(tokens).object, type: "at+jwt", keyID: foreign.publicKey.thumbprint)
        let other = try await fixture.keys.sign(try fixture.claims(tokens).object, type: "session+jwt")
        // So many that the signature never ends like this by itself.
        let changed = String(access.dropLast(40)) + String(repeating: "A", count: 40)
        for token in ["x", "a.b.c", forged, other, changed] {
            #expect(try await ask([("token", String(token))], headers: bearer).json == ["active": false])
        }
        fixture.server.clock.advance(seconds: 1_800)
        #expect(try await ask([("token", access)], headers: bearer).json == ["active": false])
    }

    @Test func `a client learns of its own tokens alone`() async throws {
        let mine = try await fixture.signIn(fixture.grant(client: "secret"))
        let foreign = try await fixture.signIn()
        let secret: [(name: String, value: String)] = [("client_id", "secret"), ("client_secret", "s3cret")]
        for name in ["access_token", "refresh_token"] {
            let own = try #require(mine[name]?.stringValue)
            #expect(try await ask([("token", own)] + secret).json["active"] == true)
            let other = try #require(foreign[name]?.stringValue)
            #expect(try await ask([("token", other)] + secret).json == ["active": false])
        }
        // A refresh token is nobody's business but its client's.
        let refresh = try #require(mine["refresh_token"]?.stringValue)
        #expect(try await ask([("token", refresh)], headers: bearer).json == ["active": false])
    }

    @Test func `a refresh token that was exchanged long ago is not good`() async throws {
        let mine = try await fixture.signIn(fixture.grant(client: "secret"))
        let old = try #require(mine["refresh_token"]?.stringValue)
        _ = try await fixture.accepted(
            fixture.refreshing(old, client: "secret", more: [("client_secret", "s3cret")]))
        fixture.server.clock.advance(seconds: 60)
        let form: [(name: String, value: String)] = [
            ("token", old), ("client_id", "secret"), ("client_secret", "s3cret"),
        ]
        #expect(try await ask(form).json == ["active": false])
    }

    @Test func `the JSON variant knows tokens and API keys`() async throws {
        let text = "mcp_abcdefghij_" + fixture.server.environment.token()
        var ada = LocalUser(name: "ada", passwordHash: "", createdAt: 0, updatedAt: 0)
        fixture.server.configuration.put(.user(ada))
        fixture.server.configuration.put(
            .apiKey(
                APIKey(
                    id: "abcdefghij", digest: SecretDigest.hexadecimal(text), label: "ci", subject: "local:ada",
                    username: "ada", scopes: ["mcp:read"], expiresAt: fixture.server.clock.now + 1_000, createdAt: 0)))
        let access = try #require(try await fixture.signIn()["access_token"]?.stringValue)
        func ask(_ body: JSONValue, headers: [(name: String, value: String)]) async throws -> (Int, JSONValue) {
            let request = fixture.server.request(
                "POST", "/introspect", headers: [("Content-Type", "application/json")] + headers, body: body.compactText
            )
            let answer = try await fixture.answer(try OAuthRequest(request))
            return (answer.status, try JSONValue(parsing: answer.body))
        }
        let token = try await ask(["token": .string(access)], headers: bearer)
        #expect(token.1["active"] == true && token.1["token_type"] == "jwt" && token.1["sub"] == "local:ada")
        let key = try await ask(["token": .string(text)], headers: bearer)
        #expect(key.1["active"] == true && key.1["token_type"] == "api_key" && key.1["username"] == "ada")
        for wrong in ["mcp_abcdefghij_x", "mcp_x", "mcp__", "mcp_unknownkey_x", ""] {
            let answer = try await ask(["token": .string(wrong)], headers: bearer)
            #expect(wrong.isEmpty ? answer.0 == 400 : answer.1 == ["active": false])
        }
        ada.isDisabled = true
        fixture.server.configuration.put(.user(ada))
        #expect(try await ask(["token": .string(text)], headers: bearer).1 == ["active": false])
        ada.isDisabled = false
        fixture.server.configuration.put(.user(ada))
        fixture.server.clock.advance(seconds: 2)
        #expect(try await ask(["token": .string(text)], headers: bearer).1 == ["active": false])
        #expect(try await ask(["token": .string(access)], headers: []).0 == 401)
        #expect(try await ask([], headers: bearer).0 == 400)
    }
}
