import ProxyModel
import Testing

@testable import OAuthServer

struct ConsentPageTests {
    private let browser: BrowserFixture

    init() throws { browser = try BrowserFixture() }

    private func markup(_ changes: [String: String?]) async throws -> String {
        String(decoding: try await browser.consentPage(changes).page.body, as: UTF8.self)
    }

    @Test func `shows who asks, where the answer goes, for what, and as whom`() async throws {
        try await browser.signIn()
        let text = try await markup([:])
        #expect(text.contains("calls itself <b>“Site &amp; Sons”</b>"))
        #expect(text.contains("It registered itself here") && text.contains("<b>a.test</b>"))
        #expect(text.contains("<b>one.example.com/mcp</b>") && text.contains("read from them"))
        #expect(text.contains("<b>ada</b>") && text.contains("ada@example.com") && text.contains("Use another account"))
        #expect(text.contains("name=\"decision\" value=\"approve\"") && text.contains("value=\"deny\""))
        #expect(!text.contains("<script") && !text.contains("started it yourself"))
    }

    // B7
    @Test func `shows a stranger's name as text, and the host of its metadata`() async throws {
        try await browser.signIn()
        let text = try await markup([
            "client_id": "https://app.test/client.json", "redirect_uri": "https://app.test/cb",
        ])
        #expect(text.contains("&lt;script&gt;alert(1)&lt;/script&gt;") && !text.contains("<script"))
        #expect(text.contains("<b>app.test</b>"))
    }

    @Test(arguments: [
        ("http://localhost:3118/cb", "a program on this computer"), ("cursor://anysphere/cb", "cursor:"),
        (RedirectURI.outOfBand, "a code to copy"),
    ])
    func `warns when any program could take the answer`(uri: String, words: String) async throws {
        try await browser.signIn()
        let text = try await markup(["client_id": "native", "redirect_uri": uri])
        #expect(text.contains("Only allow this if you just started it yourself.") && text.contains(words))
    }

    @Test func `lets its form lead to the client`() async throws {
        try await browser.signIn()
        let page = try await browser.consentPage(
            ["client_id": "native", "redirect_uri": "http://127.0.0.1:4000/cb"]
        ).page
        let policy = try #require(page.headers.first { $0.name == "Content-Security-Policy" }).value
        #expect(policy.contains("form-action 'self' https: http://127.0.0.1:4000; frame-ancestors 'none'"))
    }

    @Test(arguments: [
        ("mcp:read", "See its tools, resources and prompts, and read from them"),
        ("offline_access", "Stay connected while you are away"),
        ("a<b", "Use the permission <code>a&lt;b</code>"),
    ])
    func `says scopes in words`(scope: String, words: String) {
        #expect(ScopeWords.entries([scope]).map(\.text) == [words])
        #expect(ScopeWords.entries([]).count == 1)
    }
}
