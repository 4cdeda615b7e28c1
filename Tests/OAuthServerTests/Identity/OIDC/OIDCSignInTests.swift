import Crypto
import ProxyModel
import Synchronization
import TestSupport
import Testing

@testable import OAuthServer

@Suite(.timeLimit(.minutes(1))) struct `Signing in with OpenID Connect` {
    private func setUp(secret: String? = "s&cret") throws -> (SignInFixture, OIDCDouble) {
        let fixture = try SignInFixture()
        let double = try OIDCDouble(clock: fixture.server.clock)
        let sealed = try secret.map {
            Base64URL.encode(
                try fixture.server.environment.sealer.seal(Array($0.utf8), purpose: "identity-provider:idp"))
        }
        fixture.add(double.record(sealedSecret: sealed))
        return (fixture, double)
    }

    private func begin(_ browser: Browser, _ double: OIDCDouble, path: String = "/signin/idp") async -> String {
        let start = await browser.get(path)
        double.authorize(start)
        return start.locationQuery.all("state").first ?? ""
    }

    private func finish(
        _ browser: Browser, _ state: String, code: String = "good-code", more: String = "",
        path: String = "/signin/idp/callback"
    ) async -> OAuthResponse { await browser.get(path + "?code=\(code)&state=\(state)" + more) }

    private func user(_ fixture: SignInFixture) async throws -> UserIdentity? {
        try await fixture.sessions.sessions(subject: "idp:user-7").first?.user
    }

    @Test func `the whole way gives what the ID token says`() async throws {
        let (fixture, double) = try setUp()
        let browser = Browser(fixture)
        #expect(await browser.get("/signin").text.contains("Continue with Example ID"))
        let start = await browser.get(
            "/signin/idp?return_to=%2Faccount&prompt=none&resource=https%3A%2F%2Fx&login_hint=y")
        #expect(start.location.hasPrefix(double.issuer + "/authorize?"))
        let query = start.locationQuery
        #expect(query.all("response_type") == ["code"])
        #expect(query.all("scope") == ["openid profile email"])
        #expect(query.all("code_challenge_method") == ["S256"])
        #expect(Base64URL.decode(query.all("nonce")[0])?.count == 32)
        for name in ["prompt", "resource", "login_hint"] { #expect(query.all(name).isEmpty) }
        double.authorize(start)
        let end = await finish(browser, query.all("state")[0])
        #expect(end.status == 302)
        #expect(end.location == "/account")
        #expect(
            try await user(fixture)
                == UserIdentity(
                    subject: "idp:user-7", provider: "idp", username: "carol", email: "carol@example.com",
                    name: "Carol", groups: ["staff", "ops"]))
        let token = try #require(double.server.requests.first { $0.path == "/token" })
        let basic = "Basic " + "client-1:s%26cret".base64
        #expect(token.field("authorization") == basic)
        #expect(token.form.all("client_secret").isEmpty)
    }

    @Test func `the secret goes where the provider wants it`() async throws {
        let (fixture, double) = try setUp()
        double.change { $0.discovery = ["token_endpoint_auth_methods_supported": ["client_secret_post"]] }
        let browser = Browser(fixture)
        let state = await begin(browser, double)
        #expect(await finish(browser, state).status == 302)
        let token = try #require(double.server.requests.first { $0.path == "/token" })
        #expect(token.form.all("client_secret") == ["s&cret"])
        #expect(token.field("authorization") == nil)
    }

    @Test func `a public client sends its name alone`() async throws {
        let (fixture, double) = try setUp(secret: nil)
        let browser = Browser(fixture)
        let state = await begin(browser, double)
        #expect(await finish(browser, state).status == 302)
        let token = try #require(double.server.requests.first { $0.path == "/token" })
        #expect(token.form.all("client_id") == ["client-1"])
    }

    @Test(
        arguments: [
            ["nonce": "another"], ["nonce": .null], ["nonce": "-"], ["nonce": 7], ["aud": "another-client"],
            ["aud": .null], ["aud": "-"],
            ["aud": ["client-1", "another"]], ["azp": "another-client"], ["iss": "https://evil.example"],
            ["iss": .null], ["iss": "-"],
            ["exp": 1_700_000_000], ["exp": .null], ["exp": "-"], ["exp": "soon"], ["exp": -1], ["iat": 1_900_000_000],
            ["iat": 1_799_990_000], ["iat": .null], ["iat": "-"], ["nbf": 1_900_000_000], ["sub": .null], ["sub": "-"],
            ["sub": ""],
            ["at_hash": "AAAAAAAAAAAAAAAAAAAAAA"],
        ] as [JSONObject])
    func `an ID token for something else is refused`(claims: JSONObject) async throws {
        let (fixture, double) = try setUp()
        double.change { $0.claims = claims }
        let browser = Browser(fixture)
        let state = await begin(browser, double)
        let response = await finish(browser, state)
        #expect(response.status == 502)
        #expect(response.text.contains("ID token is refused"))
        #expect(browser.cookie("__Host-proxyd_session") == nil)
    }

    @Test(
        arguments: [
            ["aud": ["client-1", "another"], "azp": "client-1"], ["aud": ["client-1"]], ["azp": "client-1"],
            ["iat": 1_800_000_020], ["exp": 1_799_999_980],
        ] as [JSONObject])
    func `what the specification allows is accepted`(claims: JSONObject) async throws {
        let (fixture, double) = try setUp()
        double.change { $0.claims = claims }
        let browser = Browser(fixture)
        let state = await begin(browser, double)
        #expect(await finish(browser, state).status == 302)
    }

    @Test(arguments: ["none", "None", "nOnE", "HS256", "ES384", "hs256", ""])
    func `an algorithm that is not allowed is refused`(algorithm: String) async throws {
        let (fixture, double) = try setUp()
        let key = double.state.withLock { $0.key }
        double.change { state in
            state.forge = { claims in
                TokenForge.token(
                    header: #"{"alg":"\#(algorithm)","kid":"k1"}"#, payload: JSONValue.object(claims).compactText
                ) { input in
                    // With HS256 the published key is the secret that everybody knows.
                    algorithm.lowercased() == "hs256"
                        ? Array(
                            HMAC<SHA256>.authenticationCode(
                                for: input, using: SymmetricKey(data: key.publicKey.derRepresentation))) : []
                }
            }
        }
        let browser = Browser(fixture)
        let state = await begin(browser, double)
        #expect(await finish(browser, state).status == 502)
    }

    @Test func `another key, another kind of token and no token at all are refused`() async throws {
        let (fixture, double) = try setUp()
        let browser = Browser(fixture)
        let (own, foreign) = (double.state.withLock { $0.key }, P256.Signing.PrivateKey())
        let forges: [@Sendable (JSONObject) -> String] = [
            { TokenForge.es256(#"{"alg":"ES256","kid":"k1"}"#, JSONValue.object($0).compactText, foreign) },
            { TokenForge.es256(#"{"alg":"ES256","kid":"other"}"#, JSONValue.object($0).compactText, foreign) },
            { TokenForge.es256(#"{"alg":"ES256","kid":"k1","typ":"at+jwt"}"#, JSONValue.object($0).compactText, own) },
            {
                TokenForge.es256(
                    #"{"alg":"ES256","kid":"k1","typ":"logout+jwt"}"#, JSONValue.object($0).compactText, own)
            },
            { TokenForge.es256(#"{"alg":"ES256","kid":"k1","crit":["x"]}"#, JSONValue.object($0).compactText, own) },
            { _ in "" }, { _ in "a.b.c" }, { _ in String(repeating: "a", count: 100_000) },
        ]
        for forge in forges {
            double.change { $0.forge = forge }
            let state = await begin(browser, double)
            #expect(await finish(browser, state).status == 502)
        }
        #expect(browser.cookie("__Host-proxyd_session") == nil)
    }

    @Test func `a new key is fetched when it signs, and at most once a minute`() async throws {
        let (fixture, double) = try setUp()
        let browser = Browser(fixture)
        #expect(await finish(browser, begin(browser, double)).status == 302)
        double.change { state in
            state.key = P256.Signing.PrivateKey()
            state.keyID = "k2"
        }
        fixture.server.clock.advance(seconds: 61)
        #expect(await finish(browser, begin(browser, double)).status == 302)
        let fetches = { double.server.requests.count { $0.path == "/keys" } }
        #expect(fetches() == 2)
        double.change { $0.keyID = "k3" }
        let foreign = P256.Signing.PrivateKey()
        double.change { state in
            state.forge = {
                TokenForge.es256(#"{"alg":"ES256","kid":"k9"}"#, JSONValue.object($0).compactText, foreign)
            }
        }
        for _ in 0..<5 { #expect(await finish(browser, begin(browser, double)).status == 502) }
        #expect(fetches() == 2)
        fixture.server.clock.advance(seconds: 61)
        for _ in 0..<5 { #expect(await finish(browser, begin(browser, double)).status == 502) }
        #expect(fetches() == 3)
    }

    @Test func `one provider's answer does not count as another's`() async throws {
        let (fixture, double) = try setUp()
        let evil = try OIDCDouble(clientID: "client-1", clock: fixture.server.clock)
        fixture.add(evil.record("evil"))
        let browser = Browser(fixture)
        // Begun at the honest one, answered at the way back of the other one: the code must not get there.
        let state = await begin(browser, double)
        #expect(await finish(browser, state, path: "/signin/evil/callback").status == 400)
        #expect(!evil.server.requests.contains { $0.path == "/token" })
        // The honest one still can answer; but not in the name of another issuer.
        let wrong = await finish(browser, state, more: "&iss=" + PercentEncoding.encode(evil.issuer))
        #expect(wrong.status == 502)
        #expect(!double.server.requests.contains { $0.path == "/token" })
        let again = await begin(browser, double)
        #expect(await finish(browser, again, more: "&iss=" + PercentEncoding.encode(double.issuer)).status == 302)
    }

    @Test func `a provider that announces its name in answers has to be named there`() async throws {
        let (fixture, double) = try setUp()
        double.change { $0.discovery = ["authorization_response_iss_parameter_supported": true] }
        let browser = Browser(fixture)
        #expect(await finish(browser, begin(browser, double)).status == 502)
    }

    @Test func `a provider that was changed in between is another one`() async throws {
        let (fixture, double) = try setUp()
        let browser = Browser(fixture)
        let state = await begin(browser, double)
        var record = double.record()
        record.issuer = "https://elsewhere.example"
        fixture.add(record)
        #expect(await finish(browser, state).status == 400)
    }

    @Test func `two clients of one issuer are two providers`() async throws {
        let (fixture, double) = try setUp()
        fixture.add(double.record("other"))
        let browser = Browser(fixture)
        let state = await begin(browser, double)
        #expect(await finish(browser, state, path: "/signin/other/callback").status == 400)
        #expect(await finish(browser, state).status == 302)
    }

    @Test func `the same subject at two providers is two users`() async throws {
        let (fixture, double) = try setUp()
        fixture.add(double.record("other"))
        let browser = Browser(fixture)
        _ = await finish(browser, begin(browser, double))
        _ = await finish(
            browser, begin(browser, double, path: "/signin/other"), path: "/signin/other/callback")
        #expect(try await fixture.sessions.sessions(subject: "other:user-7").count == 1)
    }

    @Test(
        arguments: [
            (["email_verified": false], nil), (["email_verified": .null], nil), (["email_verified": "-"], nil),
            (["email_verified": "false"], nil),
            (["email_verified": "true"], "carol@example.com"),
            (["email_verified": .null, "xms_edov": 1], "carol@example.com"),
            (["email": .null], nil), (["email": "-"], nil), (["email": 7], nil),
        ] as [(JSONObject, String?)])
    func `only a verified address counts`(claims: JSONObject, expected: String?) async throws {
        let (fixture, double) = try setUp()
        double.change { $0.claims = claims }
        let browser = Browser(fixture)
        #expect(await finish(browser, begin(browser, double)).status == 302)
        #expect(try await user(fixture)?.email == expected)
    }

    @Test(arguments: [JSONValue.null, "-"])
    func `what the ID token leaves out is asked for`(absence: JSONValue) async throws {
        let (fixture, double) = try setUp()
        double.change { state in
            state.claims = ["email": absence, "email_verified": absence, "groups": absence]
            state.userinfo = [
                "sub": "user-7", "email": "c@example.com", "email_verified": true, "groups": ["far"],
            ]
        }
        let browser = Browser(fixture)
        #expect(await finish(browser, begin(browser, double)).status == 302)
        #expect(try await user(fixture)?.email == "c@example.com")
        #expect(try await user(fixture)?.groups == ["far"])
        double.change { $0.userinfo = ["sub": "somebody-else", "email": "evil@example.com", "email_verified": true] }
        #expect(await finish(browser, begin(browser, double)).status != 302)
    }

    @Test func `a proof in one document is none for the address in the other`() async throws {
        let (fixture, double) = try setUp()
        double.change { state in
            state.claims = ["email_verified": "-", "groups": "-"]
            state.userinfo = ["sub": "user-7", "email": "other@example.com", "email_verified": true]
        }
        let browser = Browser(fixture)
        double.change { $0.discovery = ["userinfo_endpoint": .string(double.issuer + "/userinfo")] }
        #expect(await finish(browser, begin(browser, double)).status == 302)
        #expect(try await user(fixture)?.email == nil)
    }

    @Test(
        arguments: [
            ["issuer": "https://evil.example"], ["issuer": .null], ["token_endpoint": .null],
            ["token_endpoint": "javascript:alert(1)"], ["jwks_uri": "file:///etc/passwd"],
            ["authorization_endpoint": 7],
            ["authorization_endpoint": "http://a b/"],
        ] as [JSONObject])
    func `a discovery document that does not fit is told, and not kept`(members: JSONObject) async throws {
        let (fixture, double) = try setUp()
        double.change { $0.discovery = members }
        let browser = Browser(fixture)
        let response = await browser.get("/signin/idp")
        #expect(response.status == 502)
        #expect(response.text.contains("discovery document"))
        double.change { $0.discovery = [:] }
        #expect(await browser.get("/signin/idp").status == 302)
    }

    @Test func `an issuer with a slash at its end is the same issuer, in its own spelling`() async throws {
        let (fixture, double) = try setUp()
        double.change { state in
            state.discovery = ["issuer": .string(double.issuer + "/")]
            state.claims = ["iss": .string(double.issuer + "/")]
        }
        let browser = Browser(fixture)
        #expect(await finish(browser, begin(browser, double)).status == 302)
    }

    @Test func `a provider that is away is a page in time, and the next try works`() async throws {
        let (fixture, double) = try setUp()
        double.change { $0.override = { _ in .silence } }
        let browser = Browser(fixture)
        let away = await browser.get("/signin/idp?return_to=%2Fx")
        #expect(away.status == 503)
        #expect(away.text.contains("Example ID cannot be reached"))
        #expect(away.text.contains("/signin?return_to=%2Fx"))
        double.change { $0.override = nil }
        let state = await begin(browser, double)
        double.change { $0.override = { _ in .text("nonsense") } }
        #expect(await finish(browser, state).status == 502)
        double.change { $0.override = nil }
        #expect(await finish(browser, begin(browser, double)).status == 302)
    }

    @Test func `a secret that cannot be opened switches the provider off and not the others`() async throws {
        let (fixture, double) = try setUp()
        fixture.add(double.record("broken", sealedSecret: "AAAA"))
        let page = await Browser(fixture).get("/signin")
        #expect(!page.text.contains("/signin/broken"))
        #expect(page.text.contains("/signin/idp"))
    }
}

extension String {
    /// The text in base64 with padding.
    fileprivate var base64: String {
        let text = String(Base64URL.encode(utf8).map { $0 == "-" ? "+" : $0 == "_" ? "/" : $0 })
        return text + String(repeating: "=", count: (4 - text.count % 4) % 4)
    }
}
