import ProxyModel
import TestSupport
import Testing

@testable import OAuthServer

struct ConsentEndpointTests {
    private let browser: BrowserFixture

    init() throws { browser = try BrowserFixture() }

    private func text(_ response: OAuthResponse) -> String { String(decoding: response.body, as: UTF8.self) }

    // A13
    @Test func `tells the client when the user denies`() async throws {
        try await browser.signIn()
        let (_, form) = try await browser.consentPage()
        let answer = try await browser.post("/consent", form.with("decision", "deny"))
        let location = try #require(browser.location(of: answer))
        #expect(answer.status == 303 && location.hasPrefix("https://a.test/cb?error=access_denied&"))
        #expect(location.hasSuffix("&state=s%20t%26te&iss=https%3A%2F%2Fauth.example.com"))
        // Nothing was remembered.
        #expect(try await browser.flow.consents.consents(of: "local:ada").isEmpty)
    }

    @Test func `leads to the same place when the form is sent again`() async throws {
        try await browser.signIn()
        let (_, form) = try await browser.consentPage()
        let first = try await browser.post("/consent", form.with("decision", "approve"))
        let again = try await browser.post("/consent", form.with("decision", "approve"))
        let changed = try await browser.post("/consent", form.with("decision", "deny"))
        #expect(browser.location(of: again) == browser.location(of: first))
        #expect(browser.location(of: changed) == browser.location(of: first))
        #expect(browser.codes.issued.count == 1)
        let transaction = try #require(form.fields.first { $0.name == "transaction" }).value
        let back = try await browser.get("/authorize/continue?transaction=" + transaction)
        #expect(browser.location(of: back) == browser.location(of: first))
        browser.server.clock.advance(seconds: 61)
        #expect(try await browser.post("/consent", form.with("decision", "approve")).status == 400)
    }

    @Test func `leads to one place when the form is sent many times at once`() async throws {
        try await browser.signIn()
        let (_, form) = try await browser.consentPage()
        let locations = try await withThrowingTaskGroup(of: String?.self) { group in
            for _ in 0..<20 {
                group.addTask { [browser] in
                    browser.location(of: try await browser.post("/consent", form.with("decision", "approve")))
                }
            }
            return try await group.reduce(into: Set()) { $0.insert($1) }
        }
        #expect(locations.count == 1 && locations.first??.hasPrefix("https://a.test/cb?code=") == true)
    }

    @Test func `changes nothing when the page is loaded again`() async throws {
        try await browser.signIn()
        let location = try #require(browser.location(of: try await browser.authorize()))
        let first = try #require(PageForm(try await browser.get(location)))
        let second = try #require(PageForm(try await browser.get(location)))
        #expect(first.fields.elementsEqual(second.fields, by: ==))
        #expect(try await browser.post("/consent", first.with("decision", "approve")).status == 303)
    }

    // B1
    @Test func `refuses a form without the right token`() async throws {
        try await browser.signIn()
        let (_, form) = try await browser.consentPage()
        let (_, other) = try await browser.consentPage()
        let foreign = try #require(other.fields.first { $0.name == "csrf" }).value
        let approved = form.with("decision", "approve")
        for fields in [
            approved.filter { $0.name != "csrf" }, approved.map { $0.name == "csrf" ? ("csrf", foreign) : $0 },
        ] {
            #expect(try await browser.post("/consent", fields).status == 403)
        }
        #expect(browser.codes.issued.isEmpty)
    }

    // B1
    @Test(arguments: [
        [(name: "Sec-Fetch-Site", value: "cross-site")], [(name: "Sec-Fetch-Site", value: "same-site")],
        [(name: "Origin", value: "https://evil.test")],
        [(name: "Origin", value: "null"), (name: "Sec-Fetch-Site", value: "cross-site")],
    ])
    func `refuses a form from elsewhere`(headers: [(name: String, value: String)]) async throws {
        try await browser.signIn()
        let (_, form) = try await browser.consentPage()
        #expect(try await browser.post("/consent", form.with("decision", "approve"), headers: headers).status == 403)
        #expect(browser.codes.issued.isEmpty)
    }

    // B3
    @Test func `refuses another browser, also with the same user`() async throws {
        try await browser.signIn()
        let (_, form) = try await browser.consentPage()
        let other = BrowserFixture(beside: browser)
        try await other.signIn()
        // With a request of its own under way, and so with a cookie.
        _ = try await other.authorize()
        #expect(try await other.post("/consent", form.with("decision", "approve")).status == 400)
        let transaction = try #require(form.fields.first { $0.name == "transaction" }).value
        #expect(try await other.get("/authorize/continue?transaction=" + transaction).status == 400)
        #expect(browser.codes.issued.isEmpty)
    }

    @Test func `refuses a page that was shown to another user`() async throws {
        try await browser.signIn()
        let (_, form) = try await browser.consentPage()
        try await browser.signIn(UserIdentity(subject: "local:bob", provider: "local", username: "bob"))
        #expect(try await browser.post("/consent", form.with("decision", "approve")).status == 403)
        #expect(browser.codes.issued.isEmpty)
    }

    @Test func `ends a request that waited for too long`() async throws {
        try await browser.signIn()
        let (_, form) = try await browser.consentPage()
        browser.server.clock.advance(seconds: 601)
        let response = try await browser.post("/consent", form.with("decision", "approve"))
        #expect(response.status == 400 && text(response).contains("has ended"))
    }

    @Test(arguments: ["", "x", "../../etc", String(repeating: "A", count: 32), String(repeating: "é", count: 16)])
    func `knows no transaction that it did not begin`(id: String) async throws {
        try await browser.signIn()
        _ = try await browser.authorize()
        #expect(try await browser.get("/authorize/continue?transaction=" + PercentEncoding.encode(id)).status == 400)
    }

    @Test func `refuses a form without a decision`() async throws {
        try await browser.signIn()
        let (_, form) = try await browser.consentPage()
        #expect(try await browser.post("/consent", form.fields).status == 400)
        #expect(try await browser.post("/consent", form.with("decision", "maybe")).status == 400)
        #expect(try await browser.post("/consent", form.with("decision", "approve")).status == 303)
    }

    // A14
    @Test func `can be answered again once the store is back`() async throws {
        try await browser.signIn()
        let (_, form) = try await browser.consentPage()
        browser.server.store.setOutage("gone")
        let failed = try await browser.post("/consent", form.with("decision", "approve"))
        #expect(failed.status == 503 && browser.location(of: failed) == nil)
        #expect(failed.headers.contains { $0.name == "Retry-After" })
        browser.server.store.setOutage(nil)
        browser.codes.setFailure(OAuthError(.temporarilyUnavailable, "the store cannot be reached; try again"))
        #expect(try await browser.post("/consent", form.with("decision", "approve")).status == 503)
        browser.codes.setFailure(nil)
        #expect(try await browser.post("/consent", form.with("decision", "approve")).status == 303)
        #expect(browser.codes.issued.count == 1)
    }

    @Test func `asks again after the consent was taken back`() async throws {
        try await browser.signIn()
        let (_, form) = try await browser.consentPage()
        _ = try await browser.post("/consent", form.with("decision", "approve"))
        let given = try await browser.flow.consents.consents(of: "local:ada")
        #expect(given.map(\.clientID) == ["site"] && given.first?.scopes == ["mcp:read"])
        try await browser.flow.consents.revoke(client: "other", of: "local:ada")
        #expect(browser.location(of: try await browser.authorize())?.hasPrefix("https://") == true)
        try await browser.flow.consents.revoke(client: "site", of: "local:ada")
        #expect(browser.location(of: try await browser.authorize())?.hasPrefix("/authorize/continue?") == true)
    }

    @Test func `keeps no code in the store that can be read`() async throws {
        try await browser.signIn()
        let (_, form) = try await browser.consentPage()
        _ = try await browser.post("/consent", form.with("decision", "approve"))
        for key in browser.server.store.keys where key.family == .transaction {
            let bytes = try await browser.server.store.value(key) ?? []
            #expect(!String(decoding: bytes, as: UTF8.self).contains("code-1"))
        }
    }
}
