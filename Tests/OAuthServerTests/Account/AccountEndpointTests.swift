import ProxyModel
import Synchronization
import TestSupport
import Testing

@testable import OAuthServer

struct AccountEndpointTests {
    private let browser: BrowserFixture
    private let connected: RecordedAccess

    init() throws {
        browser = try BrowserFixture()
        connected = RecordedAccess()
        browser.add(
            AccountEndpoint(browser.server.environment, sessions: browser.sessions, clients: connected), at: "/account")
    }

    private func text(_ response: OAuthResponse) -> String { String(decoding: response.body, as: UTF8.self) }

    private func act(
        _ session: BrowserSession, _ action: String, _ fields: [(name: String, value: String)] = []
    ) async throws -> OAuthResponse {
        try await browser.post("/account", [("csrf", session.csrf), ("action", action)] + fields)
    }

    @Test func `sends strangers to sign in`() async throws {
        let response = try await browser.get("/account")
        #expect(response.status == 302 && browser.location(of: response) == "/signin?return_to=%2Faccount")
    }

    @Test func `shows the clients of the user with their last use`() async throws {
        try await browser.signIn()
        let page = text(try await browser.get("/account"))
        #expect(page.contains("&lt;b&gt;App") && page.contains("one.example.com/mcp"))
        #expect(page.contains("Last used 2027-01-15 08:00 UTC from 192.0.2.9."))
        #expect(page.contains("This browser"))
    }

    @Test func `shows apps that were allowed and hold nothing`() async throws {
        try await browser.signIn()
        let document: [String: String?] = [
            "client_id": "https://app.test/client.json", "redirect_uri": "https://app.test/cb",
        ]
        let (_, form) = try await browser.consentPage(document)
        _ = try await browser.post("/consent", form.with("decision", "approve"))
        let page = text(try await browser.get("/account"))
        #expect(page.contains("&lt;script&gt;") && page.contains("you allowed it before"))
        #expect(page.contains("name=\"client_id\" value=\"https://app.test/client.json\""))
    }

    @Test func `ends the access of a client, and what was allowed it`() async throws {
        let session = try await browser.signIn()
        let (_, form) = try await browser.consentPage()
        _ = try await browser.post("/consent", form.with("decision", "approve"))
        let response = try await act(session, "revoke-client", [("client_id", "site")])
        #expect(response.status == 303 && browser.location(of: response) == "/account?done=client")
        #expect(connected.revoked == ["site of local:ada"])
        #expect(try await browser.flow.consents.consents(of: "local:ada").isEmpty)
        #expect(text(try await browser.get("/account?done=client")).contains("has no access any more"))
    }

    @Test func `says in words what a key may be narrowed to`() async throws {
        try await browser.signIn()
        let page = text(try await browser.get("/account"))
        #expect(page.contains("<span>See its tools, resources and prompts, and read from them</span>"))
        #expect(!page.contains("<span>mcp:read</span>"))
    }

    @Test func `creates a key, shows it once, and keeps only its digest`() async throws {
        let session = try await browser.signIn()
        let once = (name: "once", value: "o1")
        let fields = [once, ("label", "CI <b>"), ("scope", "mcp:read"), ("days", "30")]
        let page = text(try await act(session, "create-key", fields))
        let key = try #require(page.split(separator: "<code class=\"secret\">").last?.prefix { $0 != "<" })
        let parts = key.split(separator: "_", maxSplits: 2)
        #expect(parts.count == 3 && parts[0] == "mcp" && parts[1].utf8.count == 10)
        #expect(parts[1].utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) })
        #expect(Base64URL.decode(parts[2])?.count == 32)
        let record = try #require(browser.server.configuration.snapshot?.apiKeys[String(parts[1])]).value
        #expect(record.digest == SecretDigest.hexadecimal(String(key)) && record.label == "CI <b>")
        #expect(record.subject == "local:ada" && record.groups == ["staff"] && record.scopes == ["mcp:read"])
        #expect(record.expiresAt == record.createdAt + 30 * 86_400_000)
        #expect(page.contains("CI &lt;b&gt;"))
        // The form sent again makes no second key and shows nothing.
        let again = try await act(session, "create-key", fields)
        #expect(browser.location(of: again) == "/account?done=repeated")
        #expect(browser.server.configuration.snapshot?.apiKeys.count == 1)
        #expect(!text(try await browser.get("/account")).contains(key))
    }

    @Test func `refuses a key without a name, without scopes, or with an odd lifetime`() async throws {
        let session = try await browser.signIn()
        let scope = (name: "scope", value: "mcp:read")
        let once = (name: "once", value: "o1")
        for fields in [
            [once, scope], [once, scope, ("label", " \n ")], [once, scope, ("label", "\u{202E}x")],
            [once, ("label", "a")], [once, scope, ("label", "a"), ("days", "-1")],
            [once, scope, ("label", "a"), ("days", "99999999999999999999")],
        ] {
            let response = try await act(session, "create-key", fields)
            #expect(response.status == 400 && text(response).contains("role=\"alert\""))
        }
        #expect(browser.server.configuration.snapshot?.apiKeys.isEmpty == true)
    }

    @Test func `deletes keys of the user's own alone`() async throws {
        let session = try await browser.signIn()
        for (id, subject) in [("aaaaaaaaaa", "local:ada"), ("bbbbbbbbbb", "local:bob")] {
            browser.server.configuration.put(
                .apiKey(
                    APIKey(
                        id: id, digest: "", label: id, subject: subject, username: "x", createdAt: 1)))
        }
        let page = text(try await browser.get("/account"))
        #expect(page.contains("mcp_aaaaaaaaaa_…") && !page.contains("bbbbbbbbbb"))
        for id in ["aaaaaaaaaa", "bbbbbbbbbb", "cccccccccc"] {
            #expect(try await act(session, "delete-key", [("key", id)]).status == 303)
        }
        #expect(browser.server.configuration.snapshot?.apiKeys.keys.sorted() == ["bbbbbbbbbb"])
    }

    @Test func `ends other sessions of the user`() async throws {
        let others = [BrowserFixture(beside: browser), BrowserFixture(beside: browser)]
        let first = try await others[0].signIn()
        try await others[1].signIn()
        let stranger = BrowserFixture(beside: browser)
        let bob = try await stranger.signIn(UserIdentity(subject: "local:bob", provider: "local", username: "bob"))
        let session = try await browser.signIn()
        _ = try await act(session, "end-session", [("session", first.digest)])
        _ = try await act(session, "end-session", [("session", bob.digest)])
        #expect(try await browser.sessions.sessions(subject: "local:ada").count == 2)
        _ = try await act(session, "end-other-sessions")
        #expect(try await browser.sessions.sessions(subject: "local:ada").map(\.digest) == [session.digest])
        #expect(try await browser.sessions.sessions(subject: "local:bob").count == 1)
    }

    @Test func `refuses forms that its page did not send`() async throws {
        let session = try await browser.signIn()
        let form = [(name: "action", value: "end-other-sessions")]
        #expect(try await browser.post("/account", form).status == 403)
        #expect(try await browser.post("/account", form + [("csrf", "x")]).status == 403)
        #expect(
            try await browser.post(
                "/account", form + [("csrf", session.csrf)], headers: [("Sec-Fetch-Site", "cross-site")]
            ).status == 403)
        #expect(try await act(session, "something").status == 400)
    }

    @Test func `shows a page when the store is away`() async throws {
        let session = try await browser.signIn()
        browser.server.store.setOutage("gone")
        #expect(try await browser.get("/account").status == 503)
        browser.server.store.setOutage(nil)
        browser.server.configuration.setFailure(Problem(.storeUnavailable, "away"))
        let fields = [(name: "once", value: "o2"), ("label", "a"), ("scope", "mcp:read")]
        #expect(try await act(session, "create-key", fields).status == 503)
    }
}

/// One client for everybody; remembers what was revoked.
final class RecordedAccess: ConnectedClients {
    private let all = Mutex<[String]>([])
    var revoked: [String] { all.withLock { $0 } }

    func clients(of subject: String) async throws(OAuthError) -> [ConnectedClient] {
        [
            ConnectedClient(
                clientID: "site", name: "<b>App", resources: ["https://one.example.com/mcp"], scopes: ["mcp:read"],
                authorizedAt: 1_700_000_000_000, lastUsedAt: 1_800_000_000_000, lastAddress: "192.0.2.9")
        ]
    }

    func revoke(client: String, of subject: String) async throws(OAuthError) {
        all.withLock { $0.append(client + " of " + subject) }
    }
}
