import ProxyModel
import TestSupport
import Testing

@testable import OAuthServer

@Suite struct `What a sign-in knows of its authorization` {
    private func offered(
        _ lists: [String: [String]?], resources: [String]
    ) async throws -> (context: SignInContext?, browser: BrowserFixture) {
        let browser = try BrowserFixture()
        for (host, providers) in lists {
            var auth = ProxyAuthConfig(authProxy: "auth.example.com")
            auth.providers = providers
            try browser.server.guardHost(host) { $0.auth = Boxed(auth) }
        }
        var form = AuthorizeChecksTests.valid.filter { $0.name != "resource" }
        form += resources.map { ("resource", "https://\($0)/mcp") }
        let answer = try await browser.get("/authorize?" + OAuthParameters(form).encoded)
        let location = try #require(browser.location(of: answer))
        let id = location.split(separator: "=").last.map(String.init) ?? ""
        let contexts = AuthorizationContexts(
            AuthorizationTransactions(browser.server.environment), clients: SampleClients(),
            resources: browser.server.environment.resources)
        let request = try OAuthRequest(browser.request("GET", location))
        return (try await contexts.context(transaction: id, for: request), browser)
    }

    @Test func `every way is open where the proxy says nothing`() async throws {
        let (context, _) = try await offered(["one.example.com": nil as [String]?], resources: ["one.example.com"])
        #expect(context?.providers == nil && context?.clientName != nil)
    }

    @Test func `the proxy of the resource names the ways`() async throws {
        let (context, _) = try await offered(
            ["one.example.com": ["github", "local"]], resources: ["one.example.com"])
        #expect(context?.providers == ["github", "local"])
    }

    @Test func `several resources take what all of them take`() async throws {
        let (context, _) = try await offered(
            ["one.example.com": ["github", "local"], "two.example.com": ["local", "corp"]],
            resources: ["one.example.com", "two.example.com"])
        #expect(context?.providers == ["local"])
    }

    @Test func `somebody who signed in another way is refused, and may change`() async throws {
        let browser = try BrowserFixture()
        try browser.guardResource { $0.providers = ["github"] }
        try await browser.signIn()
        let (page, _) = try await browser.consentPage()
        #expect(page.status == 403)
        let text = String(decoding: page.body, as: UTF8.self)
        #expect(text.contains("accounts of another kind") && text.contains("Use another account"))
    }
}
