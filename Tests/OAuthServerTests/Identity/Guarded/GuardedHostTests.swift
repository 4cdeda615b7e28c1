import ProxyModel
import TestSupport
import Testing

@testable import OAuthServer

@Suite struct `Browsers on guarded hosts` {
    private func setUp(
        _ edit: (inout ProxyAuthConfig) -> Void = { _ in }
    ) async throws -> SignInFixture {
        let fixture = try SignInFixture()
        try await fixture.addUser("ann", email: "ann@example.com", groups: ["staff"])
        for host in ["app.example.com", "other.example.com"] {
            try fixture.server.guardHost(host, endpoint: nil) { proxy in
                guard var auth = proxy.auth?.value else { return }
                auth.mode = .redirect
                if host == "app.example.com" { edit(&auth) }
                proxy.auth = Boxed(auth)
            }
        }
        return fixture
    }

    private let door = "/proxy-signin?host=app.example.com&return_to=%2Fdocs%3Fa%3D1%26b%3D%252F"

    /// Follows the redirects from the guard's to the page for signing in.
    private func approach(_ browser: Browser, _ door: String) async -> OAuthResponse {
        let first = await browser.get(door)
        let second = await browser.follow(first.location)
        return await browser.follow(second.location)
    }

    /// The claims of the cookie that the fixture's signer made.
    private func claims(_ browser: Browser, host: String = "app.example.com") throws -> JSONValue? {
        guard let cookie = browser.cookie("unified_auth_token", host: host) else { return nil }
        #expect(cookie.hasPrefix("session+jwt."))
        return try JSONValue(parsing: try #require(Base64URL.decode(cookie.dropFirst("session+jwt.".count))))
    }

    @Test func `a host offers the ways to sign in that it takes, and admits nobody else`() async throws {
        let fixture = try await setUp { $0.providers = ["github"] }
        let browser = Browser(fixture)
        let gate = await approach(browser, door)
        let page = await browser.follow(gate.location)
        #expect(page.text.contains("none of the ways") && !page.text.contains("name=\"password\""))
        _ = await browser.signIn("ann", "open sesame")
        let bound = await browser.follow(await browser.get(door).location)
        let refused = await browser.follow(bound.location)
        #expect(refused.status == 403 && refused.text.contains("ways that count"))
    }

    @Test func `the whole way ends where it began, with a signed cookie of that host`() async throws {
        let fixture = try await setUp()
        let browser = Browser(fixture)
        let start = await browser.get(door)
        #expect(start.location.hasPrefix("https://app.example.com/.proxyd/session?return_to="))
        let bound = await browser.follow(start.location)
        #expect(bound.location.hasPrefix("https://auth.example.com/proxy-signin?host=app.example.com&"))
        let gate = await browser.follow(bound.location)
        #expect(gate.location.hasPrefix("/signin?return_to="))
        let page = await browser.get(gate.location)
        #expect(page.fields("content-security-policy")[0].contains("form-action 'self' https://app.example.com"))
        let signedIn = await browser.post(
            "/signin/local", page.hiddenFields + [("username", "ann"), ("password", "open sesame")])
        #expect(signedIn.status == 303)
        let transfer = await browser.get(signedIn.location)
        #expect(transfer.location.hasPrefix("https://app.example.com/.proxyd/session?code="))
        let end = await browser.follow(transfer.location)
        #expect(end.status == 302)
        #expect(end.location == "/docs?a=1&b=%2F")
        let field = try #require(end.fields("set-cookie").first { $0.hasPrefix("unified_auth_token=") })
        for attribute in ["; Path=/", "; HttpOnly", "; SameSite=Lax", "; Secure", "; Max-Age=900"] {
            #expect(field.contains(attribute))
        }
        let claims = try #require(try claims(browser))
        let now = fixture.server.clock.now / 1_000
        #expect(claims["iss"] == "https://auth.example.com")
        #expect(claims["aud"] == "https://app.example.com")
        #expect(claims["sub"] == "local:ann")
        #expect(claims["email"] == "ann@example.com")
        #expect(claims["groups"] == ["staff"])
        #expect(claims["exp"]?.integerValue == now + 900)
        #expect(claims["sid"]?.stringValue?.utf8.count == 64)
        // The next time nobody has to do anything.
        let silent = await approach(browser, door)
        #expect(silent.location.hasPrefix("https://app.example.com/.proxyd/session?code="))
    }

    @Test func `a code counts once, on its host, in the browser that began`() async throws {
        let fixture = try await setUp()
        let (browser, victim) = (Browser(fixture), Browser(fixture))
        _ = await browser.signIn("ann", "open sesame")
        let used = await approach(browser, door)
        #expect(await browser.follow(used.location).status == 302)
        #expect(await browser.follow(used.location).status == 400)
        // A link with the attacker's code: nobody is signed in as somebody else.
        let planted = await approach(browser, door)
        #expect(await victim.follow(planted.location).status == 400)
        _ = await victim.get("/.proxyd/session", host: "app.example.com")
        let second = await approach(browser, door)
        #expect(await victim.follow(second.location).status == 400)
        #expect(try claims(victim) == nil)
        let elsewhere = await approach(browser, door)
        let moved = elsewhere.location.replacing("https://app.", with: "https://other.")
        // Even if the other host knew the cookie that ties the browser.
        let name = "__Host-proxyd_login"
        browser.setCookie(name, browser.cookie(name, host: "app.example.com"), host: "other.example.com")
        #expect(await browser.follow(moved).status == 400)
        let late = await approach(browser, door)
        fixture.server.clock.advance(seconds: 61)
        #expect(await browser.follow(late.location).status == 400)
    }

    @Test func `a code is worth nothing after the session was ended`() async throws {
        let fixture = try await setUp()
        let browser = Browser(fixture)
        _ = await browser.signIn("ann", "open sesame")
        let transfer = await approach(browser, door)
        try await GrantRegistry(fixture.server.environment).revoke(user: "local:ann")
        try await fixture.sessions.revokeAll(subject: "local:ann")
        let end = await browser.follow(transfer.location)
        #expect(end.status == 400)
        #expect(end.fields("set-cookie").isEmpty)
    }

    @Test func `who is not on the list is told so, and gets no code`() async throws {
        let fixture = try await setUp { $0.requiredGroups = ["admins"] }
        let browser = Browser(fixture)
        _ = await browser.signIn("ann", "open sesame")
        let refused = await approach(browser, door)
        #expect(refused.status == 403)
        #expect(refused.location.isEmpty)
        #expect(refused.text.contains("app.example.com"))
        #expect(refused.text.contains("Sign in as somebody else"))
        #expect(fixture.server.trace.steps.last?.isAccepted == false)
        #expect(!fixture.server.store.keys.contains { $0.family == .code })
    }

    @Test(arguments: [
        "//evil.example", "https://evil.example/", "/\\evil.example", "/%09/evil.example", "javascript:alert(1)",
    ])
    func `nobody is sent away`(target: String) async throws {
        let fixture = try await setUp()
        let browser = Browser(fixture)
        _ = await browser.signIn("ann", "open sesame")
        let door = "/proxy-signin?host=app.example.com&return_to=" + PercentEncoding.encode(target)
        let transfer = await approach(browser, door)
        #expect(await browser.follow(transfer.location).location == "/")
        let direct = await approach(browser, self.door)
        let changed = direct.location.prefix { $0 != "&" } + "&return_to=" + PercentEncoding.encode(target)
        #expect(await browser.follow(String(changed)).location == "/")
    }

    @Test func `only guarded hosts of this issuer that want it are served`() async throws {
        let fixture = try await setUp()
        try fixture.server.guardHost("api.example.com")
        try fixture.server.guardHost("far.example.com", issuer: "auth.elsewhere.example") { proxy in
            var auth = ProxyAuthConfig(authProxy: "auth.elsewhere.example")
            auth.mode = .redirect
            proxy.auth = Boxed(auth)
        }
        let browser = Browser(fixture)
        _ = await browser.signIn("ann", "open sesame")
        for host in [
            "api.example.com", "far.example.com", "evil.example", "", "app.example.com%00", "auth.example.com",
        ] {
            let response = await browser.get("/proxy-signin?host=\(host)&return_to=%2F")
            #expect(response.status == 400)
            #expect(response.location.isEmpty)
        }
        #expect(await browser.get("/.proxyd/session", host: "evil.example").status == 404)
        #expect(await browser.get("/proxy-signin?host=app.example.com&binding=x").status == 400)
    }

    @Test func `signing out removes the cookie and leads to the end of the session`() async throws {
        let fixture = try await setUp()
        let browser = Browser(fixture)
        _ = await browser.signIn("ann", "open sesame")
        _ = await browser.follow(await approach(browser, door).location)
        let session = try #require(try claims(browser)?["sid"]?.stringValue)
        let page = await browser.get("/.proxyd/signout", host: "app.example.com")
        let forged = await browser.post("/.proxyd/signout", [("csrf", "x")], host: "app.example.com")
        #expect(forged.location == "/.proxyd/signout")
        #expect(try claims(browser) != nil)
        let done = await browser.post("/.proxyd/signout", page.hiddenFields, host: "app.example.com")
        #expect(done.location == "https://auth.example.com/signout")
        #expect(try claims(browser) == nil)
        _ = await browser.post("/signout", await browser.get("/signout").hiddenFields)
        #expect(fixture.server.published.subjects == [.grant(session)])
    }
}
