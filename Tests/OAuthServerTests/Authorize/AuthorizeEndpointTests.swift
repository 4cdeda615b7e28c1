import ProxyModel
import TestSupport
import Testing

@testable import OAuthServer

struct AuthorizeEndpointTests {
    private func parameter(_ name: String, of location: String?) throws -> String? {
        let query = try #require(location).drop { $0 != "?" }.dropFirst()
        let values = try #require(OAuthParameters(encoded: query.utf8)).all(name)
        #expect(values.count < 2)
        return values.first
    }

    @Test func `sends a browser without session to sign in, bound to its cookie`() async throws {
        let browser = try BrowserFixture()
        let response = try await browser.authorize()
        #expect(response.status == 302)
        let location = try #require(browser.location(of: response))
        #expect(location.hasPrefix("/signin?transaction="))
        #expect(response.headers.contains { $0.value.hasPrefix("__Host-proxyd_login=") })
        #expect(response.headers.contains { $0 == ("Cache-Control", "no-store") })
        // Loaded before the user signed in, the way on leads back to sign-in.
        let on = location.replacing("/signin", with: "/authorize/continue")
        #expect(browser.location(of: try await browser.get(on)) == location)
    }

    @Test func `issues a code once the user signed in and allowed it`() async throws {
        let browser = try BrowserFixture()
        let first = try #require(browser.location(of: try await browser.authorize(["login_hint": "ada"])))
        let session = try await browser.signIn()
        let page = try await browser.get(first.replacing("/signin", with: "/authorize/continue"))
        #expect(page.status == 200)
        let form = try #require(PageForm(page))
        let answer = try await browser.post("/consent", form.with("decision", "approve"))
        #expect(answer.status == 303)
        #expect(
            browser.location(of: answer)
                == "https://a.test/cb?code=code-1&state=s%20t%26te&iss=https%3A%2F%2Fauth.example.com")
        #expect(answer.headers.contains { $0 == ("Referrer-Policy", "no-referrer") })
        let issued = try #require(browser.codes.issued.first)
        #expect(issued.redirectURI == "https://a.test/cb" && issued.codeChallenge == AuthorizeChecksTests.challenge)
        #expect(issued.grant.clientID == "site" && issued.grant.user == BrowserFixture.ada)
        #expect(issued.grant.scopes == ["mcp:read"] && issued.grant.resources == ["https://one.example.com/mcp"])
        #expect(issued.grant.issuer == ServerFixture.issuer && issued.grant.sessionDigest == session.digest)
        #expect(issued.grant.authenticatedAt == session.authenticatedAt)
        #expect(Base64URL.decode(issued.grant.id)?.count == 16)
    }

    @Test func `takes the request as a form too, by way of a link`() async throws {
        let browser = try BrowserFixture()
        let response = try await browser.post(
            "/authorize", AuthorizeChecksTests.valid, headers: [("Sec-Fetch-Site", "cross-site")])
        #expect(response.status == 303)
        let location = try #require(browser.location(of: response))
        #expect(location.hasPrefix("/authorize?response_type=code&"))
        #expect(browser.location(of: try await browser.get(location))?.hasPrefix("/signin?") == true)
    }

    // A17
    @Test func `takes no other method`() async throws {
        let browser = try BrowserFixture()
        let request = try OAuthRequest(browser.server.request("PUT", "/authorize"))
        let response = try await AuthorizeEndpoint(browser.flow).respond(to: request, issuer: ServerFixture.issuer)
        #expect(response.status == 405 && response.headers.contains { $0 == ("Allow", "GET, HEAD, POST") })
    }

    // A1
    @Test func `shows a page for an unknown client, and sends the browser nowhere`() async throws {
        let browser = try BrowserFixture()
        let response = try await browser.authorize(["client_id": "nobody"])
        #expect(response.status == 400 && browser.location(of: response) == nil)
        #expect(String(decoding: response.body, as: UTF8.self).contains("role=\"alert\""))
        let step = try #require(browser.server.trace.steps.last)
        #expect(!step.isAccepted && step.clientID == "nobody" && step.stage == .authorize)
    }

    // A12
    @Test func `answers at once with prompt=none`() async throws {
        let browser = try BrowserFixture()
        let out = browser.location(of: try await browser.authorize(["prompt": "none"]))
        #expect(try parameter("error", of: out) == "login_required")
        #expect(try parameter("iss", of: out) == ServerFixture.issuer)
        try await browser.signIn()
        let unasked = browser.location(of: try await browser.authorize(["prompt": "none"]))
        #expect(try parameter("error", of: unasked) == "consent_required")
        let (_, form) = try await browser.consentPage()
        _ = try await browser.post("/consent", form.with("decision", "approve"))
        let allowed = browser.location(of: try await browser.authorize(["prompt": "none"]))
        #expect(try parameter("code", of: allowed) == "code-2")
    }

    @Test func `does not ask for what was allowed before, but for more`() async throws {
        let browser = try BrowserFixture()
        try await browser.signIn()
        let (_, form) = try await browser.consentPage()
        _ = try await browser.post("/consent", form.with("decision", "approve"))
        #expect(browser.location(of: try await browser.authorize())?.hasPrefix("https://a.test/cb?code=") == true)
        for changes in [["scope": "mcp:write"], ["prompt": "consent"], ["client_id": "reader"]] {
            let response = try await browser.authorize(changes)
            #expect(browser.location(of: response)?.hasPrefix("/authorize/continue?") == true, "\(changes)")
        }
        // Somebody else at the same browser has allowed nothing.
        try await browser.signIn(UserIdentity(subject: "local:bob", provider: "local", username: "bob"))
        #expect(browser.location(of: try await browser.authorize())?.hasPrefix("/authorize/continue?") == true)
    }

    // A18
    @Test func `asks again where any program could take the answer`() async throws {
        let browser = try BrowserFixture()
        try await browser.signIn()
        let native: [String: String?] = ["client_id": "native", "redirect_uri": "http://127.0.0.1:4000/cb"]
        let (_, form) = try await browser.consentPage(native)
        let answer = try await browser.post("/consent", form.with("decision", "approve"))
        #expect(browser.location(of: answer)?.hasPrefix("http://127.0.0.1:4000/cb?code=") == true)
        #expect(browser.location(of: try await browser.authorize(native))?.hasPrefix("/authorize/continue?") == true)
    }

    @Test func `does not ask for a client that the operator trusts`() async throws {
        let browser = try BrowserFixture()
        try await browser.signIn()
        let location = browser.location(of: try await browser.authorize(["client_id": "trusted", "prompt": "consent"]))
        #expect(try parameter("code", of: location) == "code-1")
    }

    @Test(arguments: ["login", "select_account"])
    func `has the user sign in again when the client wants it`(prompt: String) async throws {
        let browser = try BrowserFixture()
        try await browser.signIn()
        let location = try #require(browser.location(of: try await browser.authorize(["prompt": prompt])))
        #expect(location.hasPrefix("/signin?transaction="))
        let on = location.replacing("/signin", with: "/authorize/continue")
        #expect(browser.location(of: try await browser.get(on)) == location)
        try await browser.signIn()
        #expect(try await browser.get(on).status == 200)
    }

    // A14
    @Test func `tells the client when the store is away, and issues nothing`() async throws {
        let browser = try BrowserFixture()
        try await browser.signIn()
        browser.server.store.setOutage("gone")
        let location = browser.location(of: try await browser.authorize())
        #expect(try parameter("error", of: location) == "temporarily_unavailable")
        #expect(try parameter("state", of: location) == "s t&te")
        #expect(browser.codes.issued.isEmpty)
    }

    @Test func `bounds how many requests one address begins`() async throws {
        let browser = try BrowserFixture()
        for _ in 0..<AuthorizationTransactions.mostPerMinute { _ = try await browser.authorize() }
        let location = browser.location(of: try await browser.authorize())
        #expect(try parameter("error", of: location) == "temporarily_unavailable")
        browser.server.clock.advance(seconds: 61)
        #expect(browser.location(of: try await browser.authorize())?.hasPrefix("/signin?") == true)
    }

    @Test(arguments: [["ada"], ["*@example.com"], ["local:ada"], ["*"], nil])
    func `lets in whom the proxy admits`(users: [String]?) async throws {
        let browser = try BrowserFixture()
        try browser.guardResource { $0.requiredUsers = users }
        try await browser.signIn()
        #expect(try await browser.consentPage().page.status == 200)
    }

    @Test func `says why somebody may not come in, and lets them go back or switch`() async throws {
        let browser = try BrowserFixture()
        try browser.guardResource { $0.requiredGroups = ["admins"] }
        try await browser.signIn()
        let (page, form) = try await browser.consentPage()
        let text = String(decoding: page.body, as: UTF8.self)
        #expect(page.status == 403 && text.contains("none of the groups") && text.contains("ada@example.com"))
        // The way past the page is closed as well.
        #expect(try await browser.post("/consent", form.with("decision", "approve")).status == 403)
        #expect(browser.codes.issued.isEmpty)
        let silent = browser.location(of: try await browser.authorize(["prompt": "none"]))
        #expect(try parameter("error", of: silent) == "access_denied")
        let back = try await browser.post("/consent", form.with("decision", "deny"))
        #expect(try parameter("error", of: browser.location(of: back)) == "access_denied")
        let (_, second) = try await browser.consentPage()
        let switched = try await browser.post("/consent", second.with("decision", "switch"))
        #expect(browser.location(of: switched)?.hasPrefix("/signin?transaction=") == true)
        #expect(try await browser.authorize().headers.contains { $0.value.hasPrefix("/signin?") })
    }

    @Test(arguments: [[String](), ["bob"], ["*@other.com"]])
    func `keeps out whom the global list does not admit`(users: [String]) async throws {
        let browser = try BrowserFixture { $0.allowedUsers = users }
        try await browser.signIn()
        #expect(try await browser.consentPage().page.status == 403)
    }

    @Test func `shows the code to users of clients without an address`() async throws {
        let browser = try BrowserFixture()
        try await browser.signIn()
        let outOfBand: [String: String?] = ["client_id": "native", "redirect_uri": RedirectURI.outOfBand]
        let (_, form) = try await browser.consentPage(outOfBand)
        let page = try await browser.post("/consent", form.with("decision", "approve"))
        #expect(page.status == 200 && browser.location(of: page) == nil)
        #expect(String(decoding: page.body, as: UTF8.self).contains("<code class=\"secret\">code-1</code>"))
        let (_, second) = try await browser.consentPage(outOfBand)
        let refused = try await browser.post("/consent", second.with("decision", "deny"))
        #expect(refused.status == 403 && browser.location(of: refused) == nil)
    }
}
