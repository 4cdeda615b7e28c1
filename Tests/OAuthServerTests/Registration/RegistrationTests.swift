import ProxyModel
import TestSupport
import Testing

@testable import OAuthServer

struct RegistrationTests {
    private let fixture: ServerFixture
    private let site: OAuthSite

    init() throws {
        let fixture = try ServerFixture()
        try fixture.guardHost("mcp.example.com")
        self.fixture = fixture
        site = Self.site(fixture)
    }

    private static func site(_ fixture: ServerFixture) -> OAuthSite {
        let clients = RegisteredClients(fixture.environment)
        let tokens = InitialAccessTokens(
            adminDigest: SecretDigest.hexadecimal("acm_admin"), snapshot: { fixture.configuration.snapshot })
        return OAuthSite(
            fixture.environment, metadata: ServerMetadata(grantTypes: [], registrationIsOpen: true),
            endpoints: [
                .register: RegistrationEndpoint(fixture.environment, clients: clients, tokens: tokens),
                .registration: RegistrationManagementEndpoint(fixture.environment, clients: clients),
            ])
    }

    private struct Answer {
        let status: Int
        let headers: [(name: String, value: String)]
        let json: JSONValue?

        func field(_ name: String) -> String? { headers.first { $0.name.lowercased() == name }?.value }
    }

    private func send(
        _ method: String, _ target: String, _ body: String = "", token: String? = nil, to site: OAuthSite? = nil
    ) async -> Answer {
        var headers = [(name: "Content-Type", value: "application/json")]
        if let token { headers.append(("Authorization", "Bearer " + token)) }
        let response = await (site ?? self.site).respond(
            to: fixture.request(method, target, headers: headers, body: body))
        guard case .bytes(let bytes) = response.body else { return Answer(status: 0, headers: [], json: nil) }
        return Answer(
            status: response.status, headers: response.headers, json: try? JSONValue(parsing: bytes))
    }

    private static let plain = #"{"redirect_uris":["https://a.test/cb"],"client_name":"A","client_uri":null}"#

    @Test(arguments: [
        ("\"eyJhbGciOiJSUzI1NiJ9.e30.AAAA\"", "unapproved_software_statement"),
        ("\"garbage\"", "invalid_software_statement"), ("7", "invalid_software_statement"),
        ("null", "invalid_software_statement"),
        ("\"eyJhbGciOiJub25lIn0.e30.\"", "invalid_software_statement"),
    ])
    func `a software statement is not passed over in silence`(statement: String, code: String) async throws {
        let answer = await send(
            "POST", "/register", #"{"redirect_uris":["https://a.test/cb"],"software_statement":\#(statement)}"#)
        #expect(answer.status == 400)
        #expect(answer.json?["error"] == .string(code))
    }

    @Test func `a registration tells all that was agreed upon`() async throws {
        let answer = await send("POST", "/register", Self.plain)
        let json = try #require(answer.json)
        #expect(answer.status == 201)
        #expect(answer.field("cache-control") == "no-store")
        #expect(answer.field("access-control-allow-origin") == "*")
        let id = try #require(json["client_id"]?.stringValue)
        #expect(json["client_id_issued_at"] == .integer(fixture.clock.now / 1_000))
        #expect(json["client_secret"]?.stringValue?.utf8.count == 43)
        #expect(json["client_secret_expires_at"] == 0)
        #expect(json["registration_client_uri"] == .string("https://auth.example.com/register/" + id))
        #expect(json["redirect_uris"] == ["https://a.test/cb"])
        #expect(json["grant_types"] == ["authorization_code", "refresh_token"])
        #expect(json["response_types"] == ["code"])
        #expect(json["token_endpoint_auth_method"] == "client_secret_basic")
        #expect(json.objectValue?.members.contains { $0.value == .null } == false)
        #expect(fixture.trace.steps.map(\.isAccepted) == [true])
        #expect(fixture.trace.steps.first?.clientID == id)
    }

    @Test(arguments: [
        ("", "invalid_client_metadata"), ("[]", "invalid_client_metadata"), ("null", "invalid_client_metadata"),
        (#"{"redirect_uris":["https://a.test/cb"],"redirect_uris":[]}"#, "invalid_client_metadata"),
        (String(repeating: "[", count: 11), "invalid_client_metadata"),
        (#"{"redirect_uris":["javascript:alert(1)"]}"#, "invalid_redirect_uri"), ("{}", "invalid_redirect_uri"),
        (#"{"a":"\#(String(repeating: "x", count: 66_000))"}"#, "invalid_request"),
    ])
    func `what cannot be registered is refused in words`(body: String, code: String) async {
        let answer = await send("POST", "/register", body)
        #expect(answer.status == (code == "invalid_request" ? 413 : 400))
        #expect(answer.json?["error"] == .string(code))
        #expect(answer.json?["error_description"]?.stringValue?.isEmpty == false)
        #expect(answer.field("cache-control") == "no-store")
    }

    @Test func `a closed server wants an initial access token`() async throws {
        let fixture = try ServerFixture { $0.registrationIsOpen = false }
        try fixture.guardHost("mcp.example.com")
        fixture.configuration.put(
            .token(APIToken(name: "t", digest: SecretDigest.hexadecimal("acm_t"), certEmail: "", createdAt: 0)))
        let site = Self.site(fixture)
        for token in [nil, "acm_wrong", ""] {
            let answer = await send("POST", "/register", Self.plain, token: token, to: site)
            #expect(answer.status == 401)
            #expect(answer.field("www-authenticate")?.hasPrefix("Bearer error=\"invalid_token\"") == true)
        }
        for token in ["acm_t", "acm_admin"] {
            #expect(await send("POST", "/register", Self.plain, token: token, to: site).status == 201)
        }
    }

    @Test func `only the superuser may register for client credentials`() async {
        let body = #"{"grant_types":["client_credentials"]}"#
        fixture.configuration.put(
            .token(APIToken(name: "t", digest: SecretDigest.hexadecimal("acm_t"), certEmail: "", createdAt: 0)))
        #expect(await send("POST", "/register", body).status == 400)
        // Who may manage some hosts may not let a client into all of them.
        #expect(await send("POST", "/register", body, token: "acm_t").status == 400)
        let answer = await send("POST", "/register", body, token: "acm_admin")
        #expect(answer.status == 201)
        #expect(answer.json?["grant_types"] == ["client_credentials"])
        #expect(answer.json?["redirect_uris"] == nil)
    }

    @Test func `floods of one network are slowed, not those of its neighbours`() async throws {
        for _ in 0..<120 { #expect(await send("POST", "/register", Self.plain).status == 201) }
        let answer = await send("POST", "/register", Self.plain)
        #expect(answer.status == 429)
        #expect(answer.field("retry-after").flatMap(Int.init) == 60)
        fixture.clock.advance(seconds: 61)
        #expect(await send("POST", "/register", Self.plain).status == 201)
        #expect(AddressThrottle.network("2001:db8:1:2:3::4") == AddressThrottle.network("2001:db8:1:2::9"))
        #expect(AddressThrottle.network("2001:db8:1:2::1") != AddressThrottle.network("2001:db8:1:3::1"))
        #expect(AddressThrottle.network("192.0.2.1") != AddressThrottle.network("192.0.2.2"))
    }

    @Test func `registering works while the store is away`() async {
        fixture.store.setOutage("down")
        #expect(await send("POST", "/register", Self.plain).status == 201)
    }

    private func registered() async throws -> (path: String, token: String, json: JSONValue) {
        let json = try #require(await send("POST", "/register", Self.plain).json)
        let id = try #require(json["client_id"]?.stringValue)
        return ("/register/" + id, try #require(json["registration_access_token"]?.stringValue), json)
    }

    @Test func `a client reads its registration as it got it`() async throws {
        let (path, token, json) = try await registered()
        let answer = await send("GET", path, token: token)
        #expect(answer.status == 200)
        #expect(answer.json == json)
        #expect(await send("GET", path + "/", token: token).status == 200)
    }

    @Test func `another token opens no registration`() async throws {
        let (path, token, _) = try await registered()
        let (other, foreign, _) = try await registered()
        for (path, token) in [
            (path, foreign), (other, token), (path, ""), (path, "x"), ("/register/unknown", token),
            ("/register/../register", token),
        ] {
            for method in ["GET", "PUT", "DELETE"] {
                let answer = await send(method, path, token: token)
                #expect(answer.status == 401)
                #expect(answer.field("www-authenticate")?.hasPrefix("Bearer") == true)
            }
        }
        #expect(await send("GET", path).field("www-authenticate") == "Bearer")
    }

    @Test func `a client replaces its metadata and keeps its secret`() async throws {
        let (path, token, json) = try await registered()
        let id = try #require(json["client_id"]?.stringValue)
        let body = #"{"client_id":"\#(id)","redirect_uris":["https://b.test/cb"]}"#
        let answer = await send("PUT", path, body, token: token)
        #expect(answer.status == 200)
        #expect(answer.json?["redirect_uris"] == ["https://b.test/cb"])
        #expect(answer.json?["client_name"] == nil)
        #expect(answer.json?["client_secret"] == json["client_secret"])
        #expect(await send("GET", path, token: token).json == answer.json)
    }

    @Test(arguments: [
        #""redirect_uris":["https://b.test/cb"],"registration_access_token":"x""#,
        #""redirect_uris":["https://b.test/cb"],"client_secret_expires_at":0"#,
        #""redirect_uris":["https://b.test/cb"],"client_secret":"mine""#, #""redirect_uris":["http://b.test/cb"]"#,
    ])
    func `a replacement that says what is not the client's is refused`(members: String) async throws {
        let (path, token, json) = try await registered()
        let id = json["client_id"]?.stringValue ?? ""
        #expect(await send("PUT", path, #"{"client_id":"\#(id)",\#(members)}"#, token: token).status == 400)
        #expect(await send("PUT", path, "{\(members)}", token: token).status == 400)
        #expect(await send("PUT", path, #"{"client_id":"x",\#(members)}"#, token: token).status == 400)
    }

    @Test func `a client ends its registration`() async throws {
        let (path, token, json) = try await registered()
        let answer = await send("DELETE", path, token: token)
        #expect(answer.status == 204)
        #expect(await send("GET", path, token: token).status == 401)
        #expect(fixture.published.subjects == [.client(json["client_id"]?.stringValue ?? "")])
    }

    @Test func `a change that cannot be stored is told as temporary`() async throws {
        let (path, token, _) = try await registered()
        fixture.configuration.setFailure(Problem(.storeUnavailable, "down"))
        let answer = await send("DELETE", path, token: token)
        #expect(answer.status == 503)
        #expect(answer.field("retry-after") != nil)
        #expect(answer.json?["error"] == "temporarily_unavailable")
    }
}
