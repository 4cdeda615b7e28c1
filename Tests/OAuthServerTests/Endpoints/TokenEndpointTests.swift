import ProxyModel
import TestSupport
import Testing

@testable import OAuthServer

@Suite(.timeLimit(.minutes(1)))
struct TokenEndpointTests {
    private let fixture: TokenFixture

    init() async throws { fixture = try await TokenFixture() }

    private func answer(_ request: LocalRequest) async throws -> OAuthResponse {
        try await fixture.answer(try OAuthRequest(request))
    }

    private func error(_ answer: OAuthResponse) -> String {
        "\(answer.status) \((try? JSONValue(parsing: answer.body))?["error"]?.stringValue ?? "")"
    }

    @Test func `takes a form by POST and nothing else`() async throws {
        let form = OAuthParameters(fixture.redemption(try await fixture.code(fixture.grant()))).encoded
        let type = [("Content-Type", "application/x-www-form-urlencoded")] as [(name: String, value: String)]
        #expect(error(try await answer(fixture.server.request("GET", "/token?" + form))) == "405 invalid_request")
        #expect(
            error(try await answer(fixture.server.request("POST", "/token?" + form, headers: type)))
                == "400 invalid_request")
        for other in ["application/json", "multipart/form-data; boundary=x", "text/plain", ""] {
            let request = fixture.server.request(
                "POST", "/token", headers: [("Content-Type", other)], body: #"{"grant_type":"refresh_token"}"#)
            let answer = try await answer(request)
            #expect(error(answer) == "400 invalid_request")
            #expect(answer.headers.contains { $0.name == "Content-Type" && $0.value == "application/json" })
        }
        let charset =
            [("Content-Type", "application/x-www-form-urlencoded; charset=UTF-8")]
            as [(name: String, value: String)]
        #expect(try await answer(fixture.server.request("POST", "/token", headers: charset, body: form)).status == 200)
    }

    @Test func `one network asks no more than a hundred times a second`() async throws {
        let form = fixture.redemption(try await fixture.code(fixture.grant()))
        let key = VolatileKey(.throttle, SecretDigest.hexadecimal("token\n192.0.2.1"))
        for _ in 0..<6_000 { _ = try await fixture.server.store.count(key, window: 60_000) }
        let refused = try await fixture.answer("/token", form)
        #expect(refused.status == 429)
        #expect(refused.headers.contains { $0.name == "Retry-After" && $0.value == "60" })
        // Nothing is used up.
        fixture.server.clock.advance(seconds: 59)
        #expect(try await fixture.answer("/token", form).status == 429)
        try await fixture.server.store.remove(key)
        #expect(try await fixture.answer("/token", form).status == 200)
    }

    @Test func `every answer is JSON that nobody keeps`() async throws {
        let good = try await fixture.answer("/token", fixture.redemption(try await fixture.code(fixture.grant())))
        let bad = try await fixture.answer("/token", [])
        for answer in [good, bad] {
            let fields = Dictionary(answer.headers.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
            #expect(fields["Content-Type"] == "application/json")
            #expect(fields["Cache-Control"] == "no-store")
            #expect(fields["Pragma"] == "no-cache")
        }
        let body = try JSONValue(parsing: bad.body)
        #expect(body.objectValue?.members.map(\.name) == ["error", "error_description"])
    }

    @Test func `descriptions are ASCII without quotes`() async throws {
        let grant = fixture.grant()
        let requests: [[(name: String, value: String)]] = [
            [], [("grant_type", "password")], [("grant_type", "authorization_code")], fixture.redemption("x"),
            fixture.refreshing("x"), fixture.redemption("x", client: "nobody\"ä"),
            fixture.redemption(try await fixture.code(grant), more: [("resource", "\"ä\\")]),
        ]
        for form in requests {
            let answer = try await fixture.answer("/token", form)
            let text = (try JSONValue(parsing: answer.body))["error_description"]?.stringValue ?? "\""
            #expect(
                text.utf8.allSatisfy { (0x20...0x7E).contains($0) && $0 != UInt8(ascii: "\"") && $0 != 0x5C }, "\(text)"
            )
        }
    }

    @Test func `refuses a parameter that is there twice`() async throws {
        let code = try await fixture.code(fixture.grant())
        for name in ["grant_type", "code", "client_id", "redirect_uri", "code_verifier", "unknown"] {
            let twice = fixture.redemption(code, more: [(name, "x"), (name, "x")])
            #expect(try await fixture.refused(twice) == "400 invalid_request", "\(name)")
        }
        _ = try await fixture.accepted(fixture.redemption(code))
    }

    @Test func `refuses more parameters than anybody needs`() async throws {
        let many = (0..<51).map { (name: "p\($0)", value: "1") }
        #expect(try await fixture.refused(many) == "400 invalid_request")
    }

    @Test func `tells grant types that are missing, unknown and not the client's apart`() async throws {
        #expect(try await fixture.refused([("client_id", "public")]) == "400 invalid_request")
        for unknown in [
            "password", "implicit", "urn:ietf:params:oauth:grant-type:token-exchange", "Authorization_Code",
        ] {
            #expect(
                try await fixture.refused([("grant_type", unknown), ("client_id", "public")])
                    == "400 unsupported_grant_type")
        }
        #expect(
            try await fixture.refused(fixture.refreshing("x", client: "once") + TokenFixture.secret("once"))
                == "400 unauthorized_client")
    }

    @Test func `a confidential client has to prove itself`() async throws {
        let code = try await fixture.code(fixture.grant(client: "secret"))
        let form = fixture.redemption(code, client: "secret")
        #expect(try await fixture.refused(form) == "401 invalid_client")
        #expect(try await fixture.refused(form + [("client_secret", "wrong")]) == "401 invalid_client")
        let basic = try await fixture.answer("/token", form, headers: [("Authorization", "Basic c2VjcmV0Ondyb25n")])
        #expect(basic.status == 401)
        #expect(basic.headers.contains { $0.name == "WWW-Authenticate" && $0.value.hasPrefix("Basic ") })
        #expect(
            error(
                try await fixture.answer(
                    "/token", form + [("client_secret", "s3cret")],
                    headers: [("Authorization", "Basic c2VjcmV0OnMzY3JldA==")])) == "400 invalid_request")
        #expect(
            try await fixture.answer("/token", form, headers: [("Authorization", "Basic c2VjcmV0OnMzY3JldA==")]).status
                == 200)
    }

    @Test func `an unknown client and a wrong secret are answered alike`() async throws {
        let unknown = try await fixture.answer(
            "/token", fixture.redemption("x", client: "nobody", more: [("client_secret", "a")]))
        let wrong = try await fixture.answer(
            "/token", fixture.redemption("x", client: "secret", more: [("client_secret", "a")]))
        #expect(unknown.status == 401 && unknown.body == wrong.body)
    }

    @Test func `knows the five grants`() {
        #expect(Set(fixture.service.token.grantTypes) == Set(OAuthClient.GrantType.allCases))
    }

    @Test func `notes each decision without a secret`() async throws {
        let code = try await fixture.code(fixture.grant())
        let tokens = try await fixture.accepted(fixture.redemption(code))
        let refresh = try #require(tokens["refresh_token"]?.stringValue)
        let newer = try await fixture.accepted(fixture.refreshing(refresh))
        _ = try await fixture.refused(fixture.redemption(code))
        let steps = fixture.server.trace.steps
        #expect(steps.map(\.stage) == [.token, .refresh, .token])
        #expect(steps.map(\.isAccepted) == [true, true, false])
        #expect(steps[0].clientID == "public" && steps[0].subject == "local:ada")
        #expect(steps[0].resource == TokenFixture.first && steps[0].requestID == "r1")
        let secrets =
            [tokens, newer].flatMap { [$0["access_token"], $0["refresh_token"]] }
            .compactMap { $0?.stringValue } + [code, TokenFixture.verifier]
        for step in steps { for secret in secrets { #expect(!step.reason.contains(secret)) } }
    }
}
