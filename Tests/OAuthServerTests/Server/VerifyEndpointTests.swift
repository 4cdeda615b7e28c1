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
        fields: [(name: String, value: String)] = []
    ) async throws -> (status: Int, headers: [(name: String, value: String)], json: JSONValue?) {
        let endpoint = VerifyEndpoint(fixture.environment) { (_, issuer) throws(OAuthError) in
            issuer == ServerFixture.issuer ? claims : nil
        }
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
            fields: [("X-Forwarded-Method", "OPTIONS"), ("Access-Control-Request-Method", "POST")])
        #expect(preflight.status == 200)
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
}
