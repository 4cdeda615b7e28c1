import ProxyModel
import Testing

@testable import OAuthServer

struct VerifyEndpointTests {
    private let fixture: ServerFixture

    init() throws {
        fixture = try ServerFixture()
        try fixture.guardHost("mcp.example.com")
    }

    /// Asks about a request to a host with the claims of a token that was verified; nil = it is not good.
    private func ask(
        _ claims: JSONObject?, host: String = "mcp.example.com", token: String? = "a.b.c",
        session: JSONObject? = nil, fields: [(name: String, value: String)] = []
    ) async throws -> (status: Int, headers: [(name: String, value: String)], json: JSONValue?) {
        let sign: SessionToken.Signer = { (_, type) throws(OAuthError) in type }
        let endpoint = VerifyEndpoint(
            fixture.environment,
            checks: VerifyEndpoint.Checks(
                accessToken: { (_, issuer) throws(OAuthError) in issuer == ServerFixture.issuer ? claims : nil },
                session: { (token, issuer) throws(OAuthError) in
                    issuer == ServerFixture.issuer && token == "s.t.u" ? session : nil
                }, assertion: { JSONValue.object($0).compactText }),
            guardedHost: GuardedHostEndpoint(fixture.environment, sign: sign))
        let site = OAuthSite(
            fixture.environment, metadata: ServerMetadata(grantTypes: [], registrationIsOpen: true),
            endpoints: [.verify: endpoint])
        var headers = fields + [("X-Forwarded-Host", host)]
        if let token { headers.append(("Authorization", "Bearer " + token)) }
        let response = await site.respond(
            to: fixture.request("GET", "/verify", host: "127.0.0.1:9000", headers: headers))
        guard case .bytes(let bytes) = response.body else { return (0, [], nil) }
        return (response.status, response.headers, try? JSONValue(parsing: bytes))
    }

    /// Changes how the host is guarded.
    private func configure(_ edit: (inout ProxyAuthConfig) -> Void) throws {
        try fixture.guardHost("mcp.example.com") { proxy in
            guard var auth = proxy.auth?.value else { return }
            edit(&auth)
            proxy.auth = Boxed(auth)
        }
    }

    private func claims(_ edit: (inout JSONObject) -> Void = { _ in }) -> JSONObject {
        var claims: JSONObject = [
            "sub": "local:ann", "client_id": "c", "aud": "https://mcp.example.com/mcp", "scope": "mcp:read",
            "username": "ann", "email": "ann@example.com", "groups": ["a", "b,c", "ü"],
        ]
        edit(&claims)
        return claims
    }

    @Test func `the upstream learns who asks`() async throws {
        let answer = try await ask(claims())
        #expect(answer.status == 200)
        let fields = Dictionary(answer.headers.map { ($0.name, $0.value) }) { first, _ in first }
        #expect(fields["X-Auth-User-Id"] == "local:ann")
        #expect(fields["X-Auth-User-Name"] == "ann")
        #expect(fields["X-Auth-User-Email"] == "ann@example.com")
        #expect(fields["X-Auth-User-Groups"] == "a,b%2Cc,%C3%BC")
        #expect(fields["X-Auth-Scopes"] == "mcp:read")
        #expect(fields["X-Auth-Client-Id"] == "c")
        #expect(answer.json?["sub"] == "local:ann")
        #expect(fields["Cache-Control"] == "no-store")
        #expect(fields["Access-Control-Allow-Origin"] == nil)
    }

    @Test func `claims cannot end a line`() async throws {
        let answer = try await ask(claims { $0["username"] = "x\r\nX-Auth-User-Id: admin" })
        #expect(!answer.headers.contains { $0.value.contains("\r") || $0.value.contains("\n") })
    }

    @Test func `without a token the challenge tells where to get one`() async throws {
        let answer = try await ask(nil, token: nil)
        #expect(answer.status == 401)
        #expect(
            answer.headers.filter { $0.name == "WWW-Authenticate" }.map(\.value) == [
                "Bearer resource_metadata=\"https://mcp.example.com/.well-known/oauth-protected-resource/mcp\", "
                    + "scope=\"mcp:read mcp:write\""
            ])
    }

    @Test(arguments: ["bad token", "other audience", "no audience", "no subject"])
    func `a token that is not good here is a 401`(what: String) async throws {
        let answer = try await ask(
            what == "bad token"
                ? nil
                : claims {
                    if what == "other audience" { $0["aud"] = ["https://other.test/mcp"] }
                    if what == "no audience" { $0["aud"] = Optional.none }
                    if what == "no subject" { $0["sub"] = "" }
                })
        #expect(answer.status == 401)
        #expect(
            answer.headers.contains { $0.name == "WWW-Authenticate" && $0.value.contains("error=\"invalid_token\"") })
    }

    @Test func `whoever is on no list gets a 403 without a challenge`() async throws {
        try fixture.guardHost("mcp.example.com") { proxy in
            guard var auth = proxy.auth?.value else { return }
            auth.requiredUsers = ["bob"]
            proxy.auth = Boxed(auth)
        }
        let answer = try await ask(claims())
        #expect(answer.status == 403)
        #expect(!answer.headers.contains { $0.name == "WWW-Authenticate" })
    }

    @Test func `a missing scope is a 403 with all that are needed`() async throws {
        try fixture.guardHost("mcp.example.com") { proxy in
            guard var auth = proxy.auth?.value else { return }
            auth.allowedScopes = ["admin"]
            proxy.auth = Boxed(auth)
        }
        let answer = try await ask(claims())
        #expect(answer.status == 403)
        #expect(
            answer.headers.contains {
                $0.name == "WWW-Authenticate" && $0.value.contains("scope=\"mcp:read mcp:write admin\"")
                    && $0.value.contains("error=\"insufficient_scope\"")
            })
    }

    @Test func `an API key is as good as a token until it expires`() async throws {
        fixture.configuration.put(
            .apiKey(
                APIKey(
                    id: "k1", digest: SecretDigest.hexadecimal("mcp_k1_se_cret"), label: "ci", subject: "local:ann",
                    username: "ann", expiresAt: fixture.clock.now + 60_000, createdAt: 0)))
        // A key without its account is nobody's.
        #expect(try await ask(nil, token: "mcp_k1_se_cret").status == 401)
        var ann = LocalUser(name: "ann", passwordHash: "", createdAt: 0, updatedAt: 0)
        fixture.configuration.put(.user(ann))
        #expect(try await ask(nil, token: "mcp_k1_se_cret").status == 200)
        ann.isDisabled = true
        fixture.configuration.put(.user(ann))
        #expect(try await ask(nil, token: "mcp_k1_se_cret").status == 401)
        ann.isDisabled = false
        fixture.configuration.put(.user(ann))
        #expect(try await ask(nil, token: "mcp_k1_other").status == 401)
        fixture.clock.advance(seconds: 60)
        #expect(try await ask(nil, token: "mcp_k1_se_cret").status == 401)
    }

    @Test func `preflights and hosts that only add identity are let through`() async throws {
        let preflight = try await ask(
            nil, token: nil,
            fields: [
                ("X-Forwarded-Method", "OPTIONS"), ("Access-Control-Request-Method", "POST"),
                ("Origin", "https://page.test"),
            ])
        #expect(preflight.status == 200)
        let bare = try await ask(
            nil, token: nil,
            fields: [("X-Forwarded-Method", "OPTIONS"), ("Access-Control-Request-Method", "POST")])
        #expect(bare.status == 401)
        try fixture.guardHost("mcp.example.com") { proxy in
            guard var auth = proxy.auth?.value else { return }
            auth.mode = .passthrough
            proxy.auth = Boxed(auth)
        }
        let answer = try await ask(nil)
        #expect(answer.status == 200)
        #expect(!answer.headers.contains { $0.name.hasPrefix("X-Auth-") })
    }

    @Test func `a host that is not guarded is nobody's to decide about`() async throws {
        #expect(try await ask(claims(), host: "other.test").status == 404)
    }

    @Test(
        arguments: [
            ([("X-Forwarded-Host", "A.test:443"), ("X-Forwarded-Uri", "/p?q")], "a.test", "/p", "GET"),
            (
                [("X-Original-URL", "https://a.test:8443/p/x?q"), ("X-Original-Method", "POST")], "a.test", "/p/x",
                "POST"
            ),
            ([("X-Original-URL", "https://a.test")], "a.test", "", "GET"),
            ([("X-Original-URL", "garbage")], "auth.example.com", "", "GET"), ([], "auth.example.com", "", "GET"),
        ] as [([(String, String)], String, String, String)])
    func `every way of asking is understood`(
        fields: [(String, String)], host: String, path: String, method: String
    ) throws {
        let request = try OAuthRequest(
            fixture.request("GET", "/verify", headers: fields.map { (name: $0.0, value: $0.1) }))
        let asked = ForwardedRequest(request)
        #expect(asked.host == host)
        #expect(asked.path == path)
        #expect(asked.method == method)
    }

    @Test(arguments: [
        ("/health", true), ("/health/live", true), ("/healthy", false), ("/pub/x", true), ("/pub/", true),
        ("/pub", false), ("/open-x", true), ("/health/%2e%2e/mcp", false), ("/health/../mcp", false),
        ("/health//mcp", false), ("/health;x/mcp", false), ("/mcp", false), ("", false),
    ])
    func `paths that the guard lets pass need no token`(path: String, passes: Bool) async throws {
        try fixture.guardHost("mcp.example.com") { proxy in
            guard var auth = proxy.auth?.value else { return }
            auth.excludedPaths = ["/health", "/pub/", "/open*"]
            proxy.auth = Boxed(auth)
        }
        let answer = try await ask(nil, token: nil, fields: [("X-Forwarded-Uri", path)])
        #expect(answer.status == (passes ? 200 : 401))
    }

    @Test func `the upstream gets the same signed statement as from the guard`() async throws {
        let answer = try await ask(claims { $0["name"] = "Ann" })
        let statement = answer.headers.first { $0.name == "X-Auth-Assertion" }?.value ?? ""
        let now = fixture.clock.now / 1_000
        let expected: JSONValue = [
            "iss": "https://auth.example.com", "sub": "local:ann", "aud": "https://mcp.example.com",
            "iat": .integer(now), "exp": .integer(now + 120), "client_id": "c", "scope": "mcp:read", "username": "ann",
            "email": "ann@example.com", "name": "Ann", "groups": ["a", "b,c", "ü"],
        ]
        #expect(statement == expected.compactText)
        try configure { $0.passHeaders = false }
        #expect(!(try await ask(claims())).headers.contains { $0.name.hasPrefix("X-Auth-") })
    }

    @Test(arguments: [
        ("https://mcp.example.com/mcp", "/mcp", true), ("https://mcp.example.com/mcp/", "/mcp", true),
        ("https://mcp.example.com/other", "/mcp", false), ("https://mcp.example.com", "/mcp", false),
        ("https://mcp.example.com", "", true), ("https://mcp.example.com/any/path", "", true),
        ("https://mcp.example.com:8443/mcp", "/mcp", true), ("https://elsewhere.test/mcp", "", false),
        ("urn:extra", "", true), ("https://extra.test/x", "/mcp", true),
    ])
    func `a token is for a host by the rule of the guard`(audience: String, endpoint: String, fits: Bool) async throws {
        try fixture.guardHost("mcp.example.com", endpoint: endpoint) { proxy in
            guard var auth = proxy.auth?.value else { return }
            auth.allowedAudiences = ["urn:extra", "https://extra.test/x"]
            proxy.auth = Boxed(auth)
        }
        #expect(try await ask(claims { $0["aud"] = .string(audience) }).status == (fits ? 200 : 401))
    }

    @Test func `a token may be for a proxy of many hosts as a whole`() async throws {
        try fixture.guardHost("*.many.test")
        let whole = claims { $0["aud"] = "https://*.many.test/mcp" }
        #expect(try await ask(whole, host: "a.many.test").status == 200)
        #expect(try await ask(whole).status == 401)
        #expect(try await ask(claims { $0["aud"] = "https://b.many.test/mcp" }, host: "a.many.test").status == 401)
    }

    private static let session: JSONObject = [
        "sub": "local:ann", "aud": "https://mcp.example.com", "scope": "mcp:read", "username": "ann", "sid": "x",
    ]

    @Test(arguments: [
        (ProxyAuthConfig.Mode.redirect, "https://mcp.example.com", 200), (.redirect, "https://other.test", 401),
        (.redirect, "https://mcp.example.com/mcp", 401), (.forward, "https://mcp.example.com", 401),
    ])
    func `the session cookie of a host counts where browsers sign in`(
        mode: ProxyAuthConfig.Mode, audience: String, status: Int
    ) async throws {
        try configure { $0.mode = mode }
        var session = Self.session
        session["aud"] = .string(audience)
        let answer = try await ask(
            nil, token: nil, session: session, fields: [("Cookie", "a=b; unified_auth_token=s.t.u")])
        #expect(answer.status == status)
        guard status == 200 else { return }
        let fields = Dictionary(answer.headers.map { ($0.name, $0.value) }) { first, _ in first }
        #expect(fields["X-Auth-User-Id"] == "local:ann")
        #expect(fields["X-Auth-Scopes"] == "mcp:read mcp:write")
        #expect(fields["X-Auth-Client-Id"] == nil)
    }

    @Test func `a bearer token counts before the cookie, and another scheme not at all`() async throws {
        try configure { $0.mode = .redirect }
        let cookie = (name: "Cookie", value: "unified_auth_token=s.t.u")
        #expect(try await ask(nil, session: Self.session, fields: [cookie]).status == 401)
        let basic = [cookie, (name: "Authorization", value: "Basic eDp5")]
        #expect(try await ask(nil, token: nil, session: Self.session, fields: basic).status == 200)
        #expect(try await ask(nil, session: Self.session, fields: basic).status == 400)
        let nginx = basic + [(name: "X-Original-URL", value: "https://mcp.example.com/a")]
        #expect(try await ask(nil, session: Self.session, fields: nginx).status == 401)
    }

    private static let page: [(name: String, value: String)] = [
        ("X-Forwarded-Uri", "/a/b?c=d&e"), ("X-Forwarded-Method", "GET"), ("Accept", "text/html,*/*"),
    ]

    @Test func `a browser is sent to the sign-in and back to the page it wanted`() async throws {
        try configure { $0.mode = .redirect }
        let location =
            "https://auth.example.com/proxy-signin?host=mcp.example.com&return_to=%2Fa%2Fb%3Fc%3Dd%26e"
        for cookie in ["", "unified_auth_token=old"] {
            let answer = try await ask(nil, token: nil, fields: Self.page + [("Cookie", cookie)])
            #expect(answer.status == 302)
            #expect(answer.headers.filter { $0.name == "Location" }.map(\.value) == [location])
        }
        let nginx = try await ask(
            nil, token: nil,
            fields: [("X-Original-URL", "https://mcp.example.com/a/b?c=d&e"), ("Sec-Fetch-Mode", "navigate")])
        #expect(nginx.status == 401)
        #expect(nginx.headers.contains { $0.name == "Location" && $0.value == location })
        #expect(nginx.headers.contains { $0.name == "WWW-Authenticate" })
        let away = try await ask(
            nil, token: nil, fields: [("X-Forwarded-Uri", "//evil.test/"), ("Sec-Fetch-Mode", "navigate")])
        #expect(away.headers.contains { $0.name == "Location" && $0.value.hasSuffix("&return_to=%2F") })
    }

    @Test(arguments: [
        [("Sec-Fetch-Mode", "cors"), ("Accept", "text/html")], [("Accept", "application/json")],
        [("X-Forwarded-Method", "POST"), ("Accept", "text/html")],
        [("Authorization", "Bearer x"), ("Accept", "text/html")],
    ])
    func `whoever is no browser that loads a page gets the challenge`(fields: [(String, String)]) async throws {
        try configure { $0.mode = .redirect }
        let answer = try await ask(nil, token: nil, fields: fields.map { (name: $0.0, value: $0.1) })
        #expect(answer.status == 401)
        #expect(!answer.headers.contains { $0.name == "Location" })
    }

    @Test func `the return from the sign-in is answered for the guarded host`() async throws {
        let back: [(name: String, value: String)] = [("X-Forwarded-Uri", "/.proxyd/session?return_to=%2Fa")]
        #expect(try await ask(nil, token: nil, fields: back).status == 401)
        try configure { $0.mode = .redirect }
        let begun = try await ask(nil, token: nil, fields: back)
        #expect(begun.status == 302)
        let location = begun.headers.first { $0.name == "Location" }?.value ?? ""
        #expect(
            location.hasPrefix("https://auth.example.com/proxy-signin?host=mcp.example.com&return_to=%2Fa&binding="))
        #expect(begun.headers.contains { $0.name == "Set-Cookie" && $0.value.hasPrefix("__Host-proxyd_login=") })
    }

    @Test(arguments: [
        ("/.well-known/oauth-protected-resource", 200), ("/.well-known/oauth-protected-resource/mcp", 200),
        ("/.well-known/oauth-protected-resource-x", 401), ("/.well-known/openid-configuration/../mcp", 401),
        ("/.well-known/acme-challenge/aB3-_", 200), ("/.well-known/acme-challenge/", 401),
        ("/.well-known/acme-challenge/../mcp", 401), ("/.well-known/other", 401),
    ])
    func `what everybody may read needs no token`(path: String, status: Int) async throws {
        #expect(try await ask(nil, token: nil, fields: [("X-Forwarded-Uri", path)]).status == status)
    }
}
