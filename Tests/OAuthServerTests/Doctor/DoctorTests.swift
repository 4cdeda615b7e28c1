import Egress
import ProxyModel
import Synchronization
import Testing

@testable import OAuthServer

struct `The doctor` {
    private func problems(
        _ client: String, addresses: [String: [String]] = [:], _ illness: @escaping DoctoredServer.Illness = { _, _ in }
    ) async throws -> [String: String] {
        let verdict = try await DoctoredServer(addresses: addresses, illness: illness).verdict(on: client)
        var problems: [String: String] = [:]
        for finding in verdict.findings {
            for problem in finding.problems ?? [] { problems[finding.title, default: ""] += problem.reason }
        }
        #expect(verdict.passes == problems.isEmpty)
        return problems
    }

    @Test(arguments: DoctorClient.known.map(\.id))
    func `finds nothing wrong where nothing is`(client: String) async throws {
        #expect(try await problems(client).isEmpty)
    }

    @Test func `ends what it registered, and asks nothing of what is not announced`() async throws {
        let seen = Mutex<[String]>([])
        let server = DoctoredServer { request, _ in seen.withLock { $0.append(request.method + " " + request.url) } }
        _ = try await server.verdict(on: "claude")
        let requests = seen.withLock { $0 }
        #expect(requests.count { $0 == "POST https://auth.example.com/register" } == 2)
        #expect(requests.count { $0 == "DELETE https://auth.example.com/register/client-1" } == 2)
    }

    @Test(arguments: [
        (["100.64.0.7"], "shared address space"), (["10.0.0.1", "8.8.8.8"], "not on the public Internet"),
        (["2606:4700::1"], "IPv6 addresses only"), (["127.0.0.1"], "this machine"), ([], "has no address"),
    ])
    func `hosted clients need public addresses, one of them IPv4`(addresses: [String], reason: String) async throws {
        let found = try await problems("claude", addresses: ["mcp.example.com": addresses])
        #expect(found["DNS"]?.contains(reason) == true, "\(found)")
        if !addresses.isEmpty {
            #expect(try await problems("claude-code", addresses: ["mcp.example.com": addresses]).isEmpty)
        }
    }

    @Test func `the host of the authorization server is looked up too`() async throws {
        let found = try await problems("chatgpt", addresses: ["auth.example.com": ["192.168.1.1"]])
        #expect(found["DNS"]?.contains("auth.example.com") == true)
    }

    @Test func `a certificate of one's own is enough for local clients alone`() async throws {
        let illness: DoctoredServer.Illness = { request, answer in
            if request.trustsPublicAuthoritiesOnly { answer = ProbeAnswer(status: 0) }
        }
        #expect(try await problems("claude", illness)["TLS"]?.contains("TLS failed") == true)
        #expect(try await problems("sdk-2", illness).isEmpty)
    }

    @Test func `nothing more is asked of a host that does not answer`() async throws {
        let count = Mutex(0)
        let found = try await problems("cursor") { _, answer in
            count.withLock { $0 += 1 }
            answer = ProbeAnswer(status: 0)
        }
        #expect(Array(found.keys) == ["TLS"])
        #expect(count.withLock { $0 } == 1)
    }

    @Test(arguments: [
        (200, "no client ever signs in"), (301, "redirects"), (403, "final refusal"), (404, "is not there"),
        (502, "needs 401"),
    ])
    func `anything but 401 is named for what it does`(status: Int, reason: String) async throws {
        let found = try await problems("vscode") { request, answer in
            if request.url == DoctoredServer.url { answer = ProbeAnswer(status: status) }
        }
        #expect(found["Challenge"]?.contains(reason) == true, "\(found)")
        // What depends on the challenge is not blamed as well.
        #expect(found["Resource metadata"] == nil)
    }

    @Test(arguments: [
        nil, "Basic realm=\"x\"", "bearer resource_metadata=\"https://mcp.example.com/x\"",
        "Bearer scope=\"mcp\"",
        "Bearer resource_metadata=https://mcp.example.com/.well-known/oauth-protected-resource/mcp",
        "Bearer resource_metadata=\"https://a.test/x\", Basic realm=\"x\"", "Bearer resource_metadata=\"open",
    ])
    func `challenges that clients cannot read`(value: String?) async throws {
        let found = try await problems("sdk-1") { request, answer in
            if request.url == DoctoredServer.url { answer = answer.with("WWW-Authenticate", value) }
        }
        #expect(found["Challenge"] != nil, "\(found)")
    }

    @Test func `every method and a dead token are challenged`() async throws {
        let get = try await problems("cursor") { request, answer in
            if request.method == "GET", request.url == DoctoredServer.url { answer = ProbeAnswer(status: 405) }
        }
        #expect(get["Challenge to other requests"]?.contains("GET gets 405") == true)
        let token = try await problems("cursor") { request, answer in
            if request.headers.contains(where: { $0.name == "Authorization" && $0.value.hasPrefix("Bearer doctor") }) {
                answer = DoctoredServer.json(403, [:])
            }
        }
        #expect(token["Challenge to other requests"]?.contains("dead token gets 403") == true)
    }

    @Test func `a redirect between the spellings of the address is found`() async throws {
        let found = try await problems("cursor") { request, answer in
            if request.url == DoctoredServer.url + "/" {
                answer = ProbeAnswer(status: 307, headers: [("Location", "/mcp")])
            }
        }
        #expect(found["Trailing slash"] != nil)
    }

    @Test func `the metadata describes the address that was typed`() async throws {
        func described(_ resource: String) -> DoctoredServer.Illness {
            { request, answer in
                if request.url.hasPrefix(DoctoredServer.prefix) {
                    answer = answer.with(["resource": .string(resource)])
                }
            }
        }
        let origin = "https://mcp.example.com"
        #expect(try await problems("claude-code", described(origin))["Resource metadata"] != nil)
        #expect(try await problems("sdk-2", described(origin)).isEmpty)
        #expect(try await problems("sdk-2", described(origin + "/m"))["Resource metadata"] != nil)
        #expect(try await problems("sdk-2", described("https://other.example.com/mcp"))["Resource metadata"] != nil)
    }

    @Test func `a firewall that blocks by the name of the program is found`() async throws {
        let illness: DoctoredServer.Illness = { request, answer in
            let agent = request.headers.first { $0.name == "User-Agent" }?.value
            if agent == "python-httpx/0.28.1" || agent?.isEmpty == true { answer = ProbeAnswer(status: 403) }
        }
        for client in ["claude", "sdk-1", "sdk-2"] {
            #expect(try await problems(client, illness)["Resource metadata"]?.contains("403") == true)
        }
        #expect(try await problems("cursor", illness).isEmpty)
    }

    @Test func `a problem that two steps meet is told once`() async throws {
        let verdict = try await DoctoredServer { request, answer in
            if request.url == DoctoredServer.prefix + "/mcp" { answer = ProbeAnswer(status: 404) }
        }.verdict(on: "cursor")
        let problems = verdict.findings.first { $0.title == "Resource metadata" }?.problems ?? []
        #expect(problems.count == 1)
    }

    @Test func `the document at the root may be missing, the one with the path may not`() async throws {
        func missing(_ suffix: String) -> DoctoredServer.Illness {
            { request, answer in
                if request.url == DoctoredServer.prefix + suffix { answer = ProbeAnswer(status: 404) }
            }
        }
        #expect(try await problems("claude", missing("")).isEmpty)
        #expect(try await problems("claude", missing("/mcp"))["Resource metadata"] != nil)
    }

    static let abilities: [(String, [String: JSONValue?], String)] = [
        ("cursor", ["issuer": "https://auth.example.com/"], "issuer"),
        ("cursor", ["code_challenge_methods_supported": nil], "S256"),
        ("cursor", ["token_endpoint": nil], "token_endpoint"),
        ("cursor", ["token_endpoint_auth_methods_supported": ["client_secret_basic"]], "none"),
        ("claude", ["token_endpoint_auth_methods_supported": ["none"]], "client_secret_post"),
        ("chatgpt", ["token_endpoint_auth_methods_supported": ["none"]], "private_key_jwt"),
        ("chatgpt", ["token_endpoint_auth_signing_alg_values_supported": ["ES256"]], "RS256"),
        ("chatgpt", ["authorization_response_iss_parameter_supported": nil], "RFC 9207"),
    ]

    @Test(arguments: abilities)
    func `abilities that a client needs`(client: String, members: [String: JSONValue?], reason: String) async throws {
        let found = try await problems(client) { request, answer in
            if request.url.contains("oauth-authorization-server"), answer.status == 200 {
                answer = answer.with(members)
            }
        }
        #expect(found["Authorization server metadata"]?.contains(reason) == true, "\(found)")
    }

    static let forms: [(String, ProbeAnswer)] = [
        ("openid-configuration", DoctoredServer.json(200, .object(DoctoredServer.metadata))),
        ("openid-configuration", ProbeAnswer(status: 200, body: Array("<html>".utf8))),
        ("openid-configuration", ProbeAnswer(status: 302, headers: [("Location", "/")])),
        ("openid-configuration", ProbeAnswer(status: 500)),
        (
            "mcp.example.com/.well-known/oauth-authorization-server",
            DoctoredServer.json(200, ["issuer": "https://a.test"])
        ),
        (
            "mcp.example.com/.well-known/oauth-authorization-server",
            DoctoredServer.json(200, ["issuer": "https://auth.example.com"])
        ),
    ]

    @Test(arguments: forms)
    func `each location has the same document or none`(location: String, other: ProbeAnswer) async throws {
        let found = try await problems("codex") { request, answer in
            if request.url.hasSuffix(location) { answer = other }
        }
        #expect(found["Metadata at other locations"] != nil)
    }

    static let registrations: [(String, [String: JSONValue?], String)] = [
        ("cursor", ["logo_uri": .some(.null)], "null"),
        ("cursor", ["client_id": "a/b"], "client_id"),
        ("cursor", ["redirect_uris": ["http://localhost:8787/callback"]], "cursor.com"),
        ("cursor", ["grant_types": ["authorization_code"]], "refresh_token"),
        ("cursor", ["token_endpoint_auth_method": "client_secret_basic"], "asked for none"),
        ("sdk-1", ["client_secret_expires_at": nil], "client_secret"),
    ]

    @Test(arguments: registrations)
    func `registrations that a client cannot use`(
        client: String, members: [String: JSONValue?], reason: String
    ) async throws {
        let found = try await problems(client) { request, answer in
            if request.url.hasSuffix("/register") { answer = answer.with(members) }
        }
        #expect(found["Registration"]?.contains(reason) == true, "\(found)")
    }

    @Test func `a refused registration is told with the server's words`() async throws {
        let found = try await problems("cursor") { request, answer in
            guard request.url.hasSuffix("/register") else { return }
            answer = DoctoredServer.json(400, ["error": "invalid_redirect_uri", "error_description": "no schemes"])
        }
        #expect(found == ["Registration": "registration is answered with 400: no schemes"])
    }

    @Test func `without registration only clients that publish metadata get in`() async throws {
        let illness: DoctoredServer.Illness = { request, answer in
            if request.url.contains("oauth-authorization-server"), answer.status == 200 {
                answer = answer.with(["registration_endpoint": nil])
            }
        }
        #expect(try await problems("claude-code", illness).isEmpty)
        #expect(try await problems("cursor", illness)["Registration"] != nil)
    }

    @Test func `a document that the server cannot fetch keeps its client out`() async throws {
        let found = try await problems("vscode") { request, answer in
            if request.url.contains("client_id=https") { answer = ProbeAnswer(status: 400) }
        }
        #expect(Array(found.keys) == ["Client metadata document"])
    }

    static let answers: [(String, String, ProbeAnswer)] = [
        ("client_id=client-1", "Authorization", ProbeAnswer(status: 400)),
        ("doctor-unknown-client", "Authorization errors", ProbeAnswer(status: 200)),
        (
            "doctor.invalid", "Authorization errors",
            ProbeAnswer(status: 302, headers: [("Location", "https://doctor.invalid/callback?error=x")])
        ),
        ("/token", "Token endpoint", DoctoredServer.json(401, ["error": "invalid_client"])),
        ("/token", "Token endpoint", DoctoredServer.json(400, ["error": "invalid_grant"]).with("Cache-Control", nil)),
        (
            "/token", "CORS",
            DoctoredServer.json(400, ["error": "invalid_grant"]).with("Access-Control-Allow-Origin", nil)
        ),
    ]

    @Test(arguments: answers)
    func `answers that clients do not expect`(part: String, title: String, other: ProbeAnswer) async throws {
        let found = try await problems("inspector") { request, answer in
            if request.url.contains(part), request.method != "OPTIONS" { answer = other }
        }
        #expect(found[title] != nil, "\(found)")
    }

    @Test(arguments: [("iss", "https://auth.example.com"), ("state", "doctor-state"), ("error", "invalid_request")])
    func `the error of a request without PKCE comes with everything`(name: String, value: String) async throws {
        let found = try await problems("sdk-2") { _, answer in
            guard let location = answer["location"], location.contains("error=") else { return }
            let pair = name + "=" + PercentEncoding.encode(value)
            answer = answer.with("Location", location.replacing(pair, with: name + "=x"))
        }
        #expect(found["Authorization errors"]?.contains(name + "=x") == true, "\(found)")
    }

    @Test func `preflights concern clients in browsers alone`() async throws {
        let illness: DoctoredServer.Illness = { request, answer in
            if request.method == "OPTIONS" { answer = answer.with("Access-Control-Allow-Headers", "content-type") }
        }
        #expect(try await problems("inspector", illness)["CORS"]?.contains("authorization") == true)
        #expect(try await problems("claude-code", illness).isEmpty)
    }

    @Test(arguments: [
        "", "mcp.example.com/mcp", "ftp://a.test/", "https://a.test/mcp?x=1", "https://a b/", "https:///x",
    ])
    func `addresses that are none`(text: String) { #expect(DoctorTarget(text) == nil) }

    @Test func `a verdict is told in words and in JSON`() async throws {
        let good = try await DoctoredServer().verdict(on: "cursor")
        #expect(good.text.hasPrefix("✓ Cursor: "))
        #expect(good.json["passes"] == true)
        let ill = try await DoctoredServer { request, answer in
            if request.url == DoctoredServer.url { answer = ProbeAnswer(status: 403) }
        }.verdict(on: "cursor")
        #expect(ill.text.contains("✗ Cursor\n    Challenge: "))
        #expect(ill.text.contains("\n      → "))
        #expect(ill.json["checks"]?.arrayValue?.contains { $0["outcome"] == "failed" } == true)
        #expect(ill.json["checks"]?.arrayValue?.contains { $0["outcome"] == "not examined" } == true)
    }
}
