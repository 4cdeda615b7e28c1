import ProxyModel
import Testing

@testable import OAuthServer

/// The rows of the table of authorization requests: what goes in, and who is told what.
struct AuthorizeChecksTests {
    static let challenge = String(repeating: "c", count: 43)
    static let valid: [(name: String, value: String)] = [
        ("response_type", "code"), ("client_id", "site"), ("redirect_uri", "https://a.test/cb"),
        ("code_challenge", challenge), ("code_challenge_method", "S256"), ("state", "s t&te"),
        ("resource", "https://one.example.com/mcp"), ("scope", "mcp:read"),
    ]

    private let checks: AuthorizeChecks
    private let fixture: ServerFixture

    init() throws {
        fixture = try ServerFixture()
        try fixture.guardHost("two.example.com")
        try fixture.guardHost("one.example.com")
        checks = AuthorizeChecks(clients: SampleClients(), resources: fixture.environment.resources)
    }

    private func check(
        without absent: Set<String> = [], _ more: [(name: String, value: String)] = []
    ) async throws(AuthorizationRefusal) -> AuthorizationRequest {
        let replaced = absent.union(more.map(\.name))
        let parameters = Self.valid.filter { !replaced.contains($0.name) } + more
        return try await checks.request(OAuthParameters(parameters), issuer: ServerFixture.issuer).request
    }

    private func refusal(
        without absent: Set<String> = [], _ more: [(name: String, value: String)] = []
    ) async throws -> AuthorizationRefusal {
        do throws(AuthorizationRefusal) {
            _ = try await check(without: absent, more)
        } catch { return error }
        throw Unexpected.accepted
    }

    private enum Unexpected: Error { case accepted }

    /// Expects an error for the client, with one `state` and one `iss`.
    private func expectRedirect(
        _ code: OAuthErrorCode, without absent: Set<String> = [], _ more: [(name: String, value: String)] = [],
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        guard case .redirect(let error, let answer) = try await refusal(without: absent, more) else {
            Issue.record("the client was not told", sourceLocation: sourceLocation)
            return
        }
        #expect(error.code == code, "\(error.detail)", sourceLocation: sourceLocation)
        #expect(
            answer.location
                == "https://a.test/cb?error=\(code.rawValue)&error_description="
                + PercentEncoding.encode(error.detail) + "&state=s%20t%26te&iss=https%3A%2F%2Fauth.example.com",
            sourceLocation: sourceLocation)
        #expect(
            error.detail.utf8.allSatisfy { (0x20...0x7E).contains($0) && !"\"\\".utf8.contains($0) },
            sourceLocation: sourceLocation)
    }

    private func expectPage(
        _ status: Int = 400, without absent: Set<String> = [], _ more: [(name: String, value: String)] = [],
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        guard case .page(let error) = try await refusal(without: absent, more) else {
            Issue.record("the client was told", sourceLocation: sourceLocation)
            return
        }
        #expect(error.status == status, sourceLocation: sourceLocation)
    }

    @Test func `takes a request that is as it should be`() async throws {
        let request = try await check(without: [], [("prompt", "consent login future"), ("login_hint", "ada")])
        #expect(
            request
                == AuthorizationRequest(
                    issuer: ServerFixture.issuer, clientID: "site", redirectURI: "https://a.test/cb",
                    requestedRedirectURI: "https://a.test/cb", state: "s t&te", codeChallenge: Self.challenge,
                    scopes: ["mcp:read"], resources: ["https://one.example.com/mcp"], prompts: [.consent, .login],
                    loginHint: "ada"))
        #expect(AuthorizationRequest(json: request.json) == request)
    }

    // A1
    @Test func `tells the user when the client is not sure`() async throws {
        try await expectPage(without: ["client_id"])
        try await expectPage(without: [], [("client_id", "nobody")])
        try await expectPage(without: [], [("client_id", "https://broken.test/client.json")])
        try await expectPage(503, without: [], [("client_id", "away")])
    }

    // A2
    @Test(arguments: [
        "https://a.test/cb/", "https://a.test/cb?x=1", "https://a.test/cb#", "/cb", "https://a.test/CB",
        "HTTPS://a.test/cb", "https://a.test:443/cb", "https://a.test.evil/cb", "https://a.test@evil/cb",
        "https://evil\\@a.test/cb", "https://a.test/cb%0d%0aX:y", "javascript:alert(1)", "http://a.test/cb",
        "https://a.test/cb\r\nX: y",
    ])
    func `tells the user when the redirect URI is not a registered one`(uri: String) async throws {
        try await expectPage(without: [], [("redirect_uri", uri)])
    }

    // A2
    @Test func `takes the only registered redirect URI when none is named, and no guess among several`() async throws {
        let request = try await check(without: ["redirect_uri"])
        #expect(request.redirectURI == "https://a.test/cb" && request.requestedRedirectURI == nil)
        try await expectPage(without: ["redirect_uri"], [("client_id", "native")])
        try await expectPage(without: ["redirect_uri"], [("client_id", "nowhere")])
    }

    // A2
    @Test(arguments: [
        "http://127.0.0.1:51004/cb", "http://localhost:3/cb", "cursor://anysphere/cb", RedirectURI.outOfBand,
    ])
    func `takes the addresses of programs on the user's machine`(uri: String) async throws {
        let request = try await check(without: [], [("client_id", "native"), ("redirect_uri", uri)])
        #expect(request.redirectURI == uri)
    }

    // A3
    @Test func `refuses a parameter that is there twice`() async throws {
        try await expectPage(without: [], [("client_id", "site"), ("client_id", "site")])
        try await expectPage(
            without: [], [("redirect_uri", "https://a.test/cb"), ("redirect_uri", "https://a.test/cb")])
        for name in ["scope", "response_type", "code_challenge", "prompt", "anything"] {
            try await expectRedirect(.invalidRequest, without: [], [(name, "code"), (name, "code")])
        }
        guard case .redirect(let error, let answer) = try await refusal(without: [], [("state", "a"), ("state", "b")])
        else {
            Issue.record("the client was not told")
            return
        }
        #expect(error.code == .invalidRequest && answer.value("state") == nil)
    }

    // A4, A5
    @Test func `gives codes alone, to clients that may have them`() async throws {
        try await expectRedirect(.invalidRequest, without: ["response_type"])
        for type in ["token", "id_token", "code token", "Code", "x"] {
            try await expectRedirect(.unsupportedResponseType, without: [], [("response_type", type)])
        }
        try await expectRedirect(.unauthorizedClient, without: [], [("client_id", "machine")])
    }

    // A6, A7
    @Test func `requires a challenge by S256`() async throws {
        try await expectRedirect(.invalidRequest, without: ["code_challenge"])
        try await expectRedirect(.invalidRequest, without: ["code_challenge_method"])
        try await expectRedirect(.invalidRequest, without: ["code_challenge", "code_challenge_method"])
        for method in ["plain", "s256", "S512"] {
            try await expectRedirect(.invalidRequest, without: [], [("code_challenge_method", method)])
        }
        let c42 = String(repeating: "c", count: 42)
        for challenge in [c42, c42 + "cc", c42 + "=", c42 + "+", c42 + "é", c42 + " "] {
            try await expectRedirect(.invalidRequest, without: [], [("code_challenge", challenge)])
        }
    }

    // A8
    @Test(arguments: ["mcp:read \"", "a\\b", "mcp:read\u{7}", "é", "a\tb"])
    func `refuses scopes that none can be`(scope: String) async throws {
        try await expectRedirect(.invalidScope, without: [], [("scope", scope)])
    }

    // A8
    @Test(arguments: [
        ("mcp:write unknown mcp:write", ["mcp:write"]), ("unknown", ["mcp:read", "mcp:write"]),
        ("", ["mcp:read", "mcp:write"]), ("mcp:read offline_access", ["mcp:read", "offline_access"]),
        ("openid profile", ["mcp:read", "mcp:write", "profile"]),
    ])
    func `drops unknown scopes, and takes all when none is left`(scope: String, expected: [String]) async throws {
        #expect(try await check(without: [], [("scope", scope)]).scopes == expected)
    }

    // A8
    @Test func `holds a client to the scopes it is registered for`() async throws {
        #expect(
            try await check(without: [], [("client_id", "reader"), ("scope", "mcp:read mcp:write")]).scopes
                == ["mcp:read"])
        #expect(try await check(without: ["scope"], [("client_id", "guesser")]).scopes == ["mcp:read", "mcp:write"])
        try await expectRedirect(.invalidScope, without: [], [("client_id", "misfit")])
    }

    // A9
    @Test(arguments: [
        "one.example.com/mcp", "/mcp", "https://one.example.com/mcp#x", "http://one.example.com/mcp",
        "https://other.example.com/mcp", "https://one.example.com.evil/mcp", "https://u@one.example.com/mcp", "x",
    ])
    func `refuses a resource that is none of its own`(uri: String) async throws {
        try await expectRedirect(.invalidTarget, without: [], [("resource", uri)])
    }

    // A9
    @Test func `means a proxy of many hosts as a whole where there is no other`() async throws {
        let fixture = try ServerFixture()
        try fixture.guardHost("*.tools.example.com")
        let checks = AuthorizeChecks(clients: SampleClients(), resources: fixture.environment.resources)
        let parameters = OAuthParameters(Self.valid.filter { $0.name != "resource" })
        let request = try await checks.request(parameters, issuer: ServerFixture.issuer).request
        #expect(request.resources == ["https://*.tools.example.com/mcp"])
        #expect(request.scopes == ["mcp:read"])
    }

    @Test func `finds the resource however it is spelled, named again, or not at all`() async throws {
        let one = "https://one.example.com/mcp"
        let two = "https://two.example.com/mcp"
        #expect(try await check(without: ["resource"]).resources == [one])
        #expect(try await check(without: [], [("resource", "")]).resources == [one])
        #expect(
            try await check(without: [], [("resource", "HTTPS://One.Example.com:443/mcp/"), ("resource", one)])
                .resources
                == [one])
        #expect(try await check(without: [], [("resource", two), ("resource", one)]).resources == [two, one])
        let many = (0...10).map { _ in (name: "resource", value: one) }
        try await expectRedirect(.invalidTarget, without: [], many)
    }

    // A10, A11
    @Test func `answers in the query, and takes no request objects`() async throws {
        for mode in ["fragment", "form_post", "x"] {
            try await expectRedirect(.invalidRequest, without: [], [("response_mode", mode)])
        }
        _ = try await check(without: [], [("response_mode", "query")])
        try await expectRedirect(.requestNotSupported, without: [], [("request", "x")])
        try await expectRedirect(.requestURINotSupported, without: [], [("request_uri", "https://a.test/r")])
    }

    // A12
    @Test func `refuses no prompt together with another`() async throws {
        for prompt in ["none login", "consent none", "none unknown"] {
            try await expectRedirect(.invalidRequest, without: [], [("prompt", prompt)])
        }
        #expect(try await check(without: [], [("prompt", "none")]).prompts == [.none])
    }

    // A15
    @Test func `returns the state as it is, or refuses it`() async throws {
        #expect(try await check(without: ["state"]).state == nil)
        let long = String(repeating: "s", count: 8_192)
        guard case .redirect(let error, let answer) = try await refusal(without: [], [("state", long)]) else {
            Issue.record("the client was not told")
            return
        }
        #expect(error.code == .invalidRequest && answer.value("state") == nil)
        #expect(try await check(without: [], [("state", "a\r\nLocation: x")]).state == "a\r\nLocation: x")
    }

    @Test func `forgets a login hint that nobody can be`() async throws {
        #expect(
            try await check(without: [], [("login_hint", String(repeating: "x", count: 257))]).loginHint == nil)
    }
}
