import Testing

@testable import OAuthServer

struct AuthorizationTransactionsTests {
    @Test func `gives everybody the first of two answers`() async throws {
        let browser = try BrowserFixture()
        let request = AuthorizationRequest(
            issuer: ServerFixture.issuer, clientID: "site", redirectURI: "https://a.test/cb", state: "s",
            codeChallenge: AuthorizeChecksTests.challenge, scopes: [], resources: [], prompts: [.login, .consent])
        let transactions = browser.flow.transactions
        let transaction = try await transactions.begin(
            request, from: "192.0.2.1", binding: BrowserBinding(randomBytes: Array(0..<32)), session: nil)
        let answers = ["one", "two"].map {
            AuthorizationAnswer(code: $0, redirectURI: "https://a.test/cb", state: "s", issuer: ServerFixture.issuer)
        }
        #expect(try await transactions.settle(transaction, with: answers[0]) == answers[0])
        #expect(try await transactions.settle(transaction, with: answers[1]) == answers[0])
        browser.server.clock.advance(seconds: 61)
        await #expect(throws: OAuthError.self) { try await transactions.settle(transaction, with: answers[1]) }
    }

    @Test func `one IPv6 network cannot begin more sign-ins than one address`() async throws {
        let browser = try BrowserFixture()
        let request = AuthorizationRequest(
            issuer: ServerFixture.issuer, clientID: "site", redirectURI: "https://a.test/cb",
            codeChallenge: AuthorizeChecksTests.challenge, scopes: [], resources: [])
        func begin(_ address: String) async throws {
            _ = try await browser.flow.transactions.begin(
                request, from: address, binding: BrowserBinding(randomBytes: Array(0..<32)), session: nil)
        }
        for number in 0..<AuthorizationTransactions.mostPerMinute {
            try await begin("2001:db8:0:1::" + String(number, radix: 16))
        }
        await #expect(throws: OAuthError.self) { try await begin("2001:db8:0:1:ffff::1") }
        try await begin("2001:db8:0:2::1")
    }
}
