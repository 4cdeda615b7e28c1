import Egress
import ProxyModel
import Synchronization
import Testing

@testable import OAuthServer

/// An authorization server as a device sees it, with answers that a test scripts.
private final class ScriptedServer: Sendable {
    static let url = "https://mcp.example.com/mcp"
    static let issuer = "https://auth.example.com"

    struct State {
        var answers: [String: [ProbeAnswer]] = [:]
        var requests: [ProbeRequest] = []
        var now: Int64 = 0
        var pauses: [Int64] = []
    }

    let state = Mutex(State())

    init() {
        state.withLock { state in
            state.answers = [
                "GET https://mcp.example.com/.well-known/oauth-protected-resource/mcp": [
                    Self.json(
                        200, ["resource": .string(Self.url), "authorization_servers": [.string(Self.issuer)]])
                ],
                "GET \(Self.issuer)/.well-known/oauth-authorization-server": [Self.json(200, .object(Self.metadata))],
                "POST \(Self.issuer)/register": [
                    Self.json(
                        201,
                        [
                            "client_id": "c1", "registration_client_uri": .string(Self.issuer + "/register/c1"),
                            "registration_access_token": "rat",
                        ])
                ],
                "POST \(Self.issuer)/device": [
                    Self.json(
                        200,
                        [
                            "device_code": "dc", "user_code": "ABCD-EFGH",
                            "verification_uri": .string(Self.issuer + "/device"),
                            "verification_uri_complete": .string(Self.issuer + "/device?user_code=ABCD-EFGH"),
                            "expires_in": 60, "interval": 5,
                        ])
                ],
            ]
        }
    }

    static let metadata: JSONObject = [
        "issuer": .string(issuer), "token_endpoint": .string(issuer + "/token"),
        "device_authorization_endpoint": .string(issuer + "/device"),
        "registration_endpoint": .string(issuer + "/register"), "revocation_endpoint": .string(issuer + "/revoke"),
    ]

    static func json(_ status: Int, _ value: JSONValue) -> ProbeAnswer {
        ProbeAnswer(status: status, headers: [("Content-Type", "application/json")], body: value.compactBytes)
    }

    static func tokens(_ access: String, refresh: String? = nil) -> ProbeAnswer {
        var object: JSONObject = ["access_token": .string(access), "token_type": "Bearer", "expires_in": 600]
        if let refresh { object.append("refresh_token", .string(refresh)) }
        return json(200, .object(object))
    }

    static func error(_ code: String) -> ProbeAnswer { json(400, ["error": .string(code)]) }

    /// Scripts the answers to one endpoint; the last one is given for ever.
    func script(_ endpoint: String, _ answers: ProbeAnswer...) {
        state.withLock { $0.answers[endpoint] = answers }
    }

    var signIn: DeviceSignIn {
        DeviceSignIn(
            send: { request in
                self.state.withLock { state in
                    state.requests.append(request)
                    let endpoint = request.method + " " + request.url
                    guard let answers = state.answers[endpoint], let first = answers.first else {
                        return .success(ProbeAnswer(status: 404))
                    }
                    if answers.count > 1 { state.answers[endpoint]?.removeFirst() }
                    return first.status == 0 ? .failure(FetchFailure(.unreachable)) : .success(first)
                }
            },
            pause: { pause in
                self.state.withLock { state in
                    state.pauses.append(pause.components.seconds)
                    state.now += pause.components.seconds * 1_000
                }
            }, now: { self.state.withLock { $0.now } })
    }

    /// Signs in as the command line does.
    func run() async throws(DeviceSignInFailure) -> KeptSignIn {
        let signIn = signIn
        let server = try await signIn.discover(Self.url)
        let client = try await signIn.register(at: server, name: "test", token: nil)
        let prompt = try await signIn.begin(at: server, as: client, scope: nil)
        return try await signIn.finish(prompt, at: server, as: client, address: Self.url)
    }

    func sent(to endpoint: String) -> [String] {
        state.withLock { state in
            state.requests.filter { $0.method + " " + $0.url == endpoint }
                .map { String(decoding: $0.body ?? [], as: UTF8.self) }
        }
    }
}

struct `A sign-in of a device` {
    private let server = ScriptedServer()
    private let token = "POST https://auth.example.com/token"

    @Test func `waits as long as it is told to, and keeps what it gets`() async throws {
        server.script(
            token, ScriptedServer.error("authorization_pending"), ScriptedServer.error("slow_down"),
            ScriptedServer.tokens("at", refresh: "rt"))
        let kept = try await server.run()
        #expect(kept.accessToken == "at" && kept.refreshToken == "rt" && kept.resource == ScriptedServer.url)
        #expect(kept.expiresAt == (5 + 5 + 10 + 600) * 1_000)
        #expect(server.state.withLock { $0.pauses } == [5, 5, 10])
        #expect(KeptSignIn(json: kept.json) == kept)
        let asked = try #require(server.sent(to: "POST https://auth.example.com/device").first)
        #expect(asked.contains("resource=https%3A%2F%2Fmcp.example.com%2Fmcp"))
    }

    @Test func `asks less often while the server does not answer`() async throws {
        server.script(
            token, ProbeAnswer(status: 0), ProbeAnswer(status: 503), ScriptedServer.tokens("at"))
        _ = try await server.run()
        #expect(server.state.withLock { $0.pauses } == [5, 10, 20])
    }

    @Test(arguments: [
        ("access_denied", "refused"), ("expired_token", "in time"), ("invalid_grant", "invalid_grant"),
    ])
    func `ends when it is refused`(code: String, word: String) async {
        server.script(token, ScriptedServer.error(code))
        await #expect {
            try await server.run()
        } throws: { "\($0)".contains(word) }
    }

    @Test func `ends when nobody confirms the code`() async {
        server.script(token, ScriptedServer.error("authorization_pending"))
        await #expect {
            try await server.run()
        } throws: { "\($0)".contains("in time") }
        #expect(server.state.withLock { $0.pauses.reduce(0, +) } == 60)
    }

    @Test func `takes the address of the authorization server itself`() async throws {
        let found = try await server.signIn.discover(ScriptedServer.issuer)
        #expect(found.issuer == ScriptedServer.issuer && found.resource == nil)
        #expect(try await server.signIn.discover(ScriptedServer.issuer + "/").issuer == ScriptedServer.issuer)
    }

    @Test(arguments: [
        ("issuer", "https://evil.example.com", "another issuer"),
        ("token_endpoint", "http://auth.example.com/token", "not an https address"),
        ("device_authorization_endpoint", "ftp://x", "not an https address"),
    ])
    func `refuses metadata that cannot be trusted`(name: String, value: String, reason: String) async {
        var metadata = ScriptedServer.metadata
        metadata[name] = .string(value)
        server.script(
            "GET https://auth.example.com/.well-known/oauth-authorization-server",
            ScriptedServer.json(200, .object(metadata)))
        await #expect {
            try await server.run()
        } throws: { "\($0)".contains(reason) }
    }

    @Test func `refuses the metadata of another resource`() async {
        server.script(
            "GET https://mcp.example.com/.well-known/oauth-protected-resource/mcp",
            ScriptedServer.json(
                200, ["resource": "https://other.example.com/mcp", "authorization_servers": ["https://evil.test"]]))
        await #expect {
            try await server.run()
        } throws: { "\($0)".contains("another resource") }
    }

    @Test(arguments: ["http://mcp.example.com/mcp", "mcp.example.com", "file:///etc/passwd"])
    func `refuses addresses that tokens must not be sent to`(address: String) async {
        await #expect(throws: DeviceSignInFailure.self) { try await server.signIn.discover(address) }
        #expect(server.state.withLock { $0.requests.isEmpty })
    }

    @Test func `a control character of the server does not reach the terminal`() async {
        server.script(
            token,
            ScriptedServer.json(400, ["error": "x", "error_description": "a\u{1B}[31mred\u{7}"]))
        await #expect {
            try await server.run()
        } throws: { "\($0)".hasSuffix("a[31mred") }
    }
}

struct `A kept sign-in` {
    private let server = ScriptedServer()
    private let token = "POST https://auth.example.com/token"

    private func keep() async throws -> KeptSignIn {
        server.script(token, ScriptedServer.tokens("at", refresh: "rt"))
        return try await server.run()
    }

    @Test func `is used as it is while its token is good, and renewed after`() async throws {
        let kept = try await keep()
        #expect(try await server.signIn.refreshed(kept) == kept)
        server.state.withLock { $0.now = kept.expiresAt - 29_000 }
        server.script(token, ScriptedServer.tokens("at2", refresh: "rt2"))
        let renewed = try await server.signIn.refreshed(kept)
        #expect(renewed.accessToken == "at2" && renewed.refreshToken == "rt2" && renewed.client == kept.client)
        #expect(server.sent(to: token).last?.contains("grant_type=refresh_token&refresh_token=rt&") == true)
    }

    @Test func `is over when its refresh token is refused, and only then`() async throws {
        let kept = try await keep()
        server.state.withLock { $0.now = kept.expiresAt }
        server.script(token, ProbeAnswer(status: 503))
        await #expect {
            try await server.signIn.refreshed(kept)
        } throws: { if case DeviceSignInFailure.unreachable = $0 { true } else { false } }
        server.script(token, ScriptedServer.error("invalid_grant"))
        await #expect(throws: DeviceSignInFailure.ended("invalid_grant")) {
            try await server.signIn.refreshed(kept)
        }
    }

    @Test func `is ended at the server, with the client that was registered for it`() async throws {
        let kept = try await keep()
        server.script("POST https://auth.example.com/revoke", ProbeAnswer(status: 200))
        try await server.signIn.end(kept)
        #expect(
            server.sent(to: "POST https://auth.example.com/revoke") == [
                "token=rt&client_id=c1", "token=at&client_id=c1",
            ])
        #expect(server.sent(to: "DELETE https://auth.example.com/register/c1").count == 1)
    }

    @Test func `is found by the address that was typed, and by its resource`() async throws {
        let kept = try await keep()
        #expect(kept.isFor("https://MCP.example.com/mcp/") && !kept.isFor("https://mcp.example.com/other"))
        #expect("\(kept)" == "a sign-in at https://auth.example.com")
    }
}
