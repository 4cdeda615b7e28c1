import ProxyModel
import TestSupport
import Testing

@testable import OAuthServer

@Suite struct `Signing in with an account` {
    @Test func `the form leads on with a new session`() async throws {
        let fixture = try SignInFixture()
        try await fixture.addUser("ann")
        let browser = Browser(fixture)
        let page = await browser.get("/signin?return_to=%2Faccount%2Fkeys")
        #expect(page.status == 200)
        #expect(page.text.contains("name=\"username\""))
        #expect(page.text.contains("name=\"password\" type=\"password\""))
        #expect(page.fields("cache-control") == ["no-store"])
        let response = await browser.signIn("ann", "open sesame", query: "?return_to=%2Faccount%2Fkeys")
        #expect(response.status == 303)
        #expect(response.location == "/account/keys")
        #expect(browser.cookie("__Host-proxyd_session") != nil)
        #expect(fixture.server.trace.steps.last?.subject == "local:ann")
        #expect(fixture.server.trace.steps.allSatisfy { !$0.reason.contains("sesame") })
    }

    @Test func `a transaction goes on where it was`() async throws {
        let fixture = try SignInFixture()
        try await fixture.addUser("ann")
        fixture.contexts.set(
            "T1", SignInContext(clientName: "Editor", loginHint: "ann", formOrigins: ["http://127.0.0.1:*"]))
        let browser = Browser(fixture)
        let page = await browser.get("/signin?transaction=T1")
        #expect(page.text.contains("to continue to <b>Editor</b>"))
        #expect(page.text.contains("value=\"ann\""))
        #expect(page.fields("content-security-policy")[0].contains("form-action 'self' http://127.0.0.1:*"))
        let response = await browser.signIn("ann", "open sesame", query: "?transaction=T1")
        #expect(response.location == "/authorize/continue?transaction=T1")
    }

    @Test func `a transaction that is over is told so`() async throws {
        let fixture = try SignInFixture()
        let browser = Browser(fixture)
        let response = await browser.get("/signin?transaction=gone")
        #expect(response.status == 400)
        #expect(response.text.contains("begun in another browser"))
        #expect(response.location.isEmpty)
    }

    @Test func `a wrong password is told without saying what is wrong`() async throws {
        let fixture = try SignInFixture()
        try await fixture.addUser("ann")
        let browser = Browser(fixture)
        let wrong = await browser.signIn("ann", "wrong password")
        let unknown = await browser.signIn("nobody", "wrong password")
        for response in [wrong, unknown] {
            #expect(response.status == 403)
            #expect(response.text.contains("User name or password is wrong"))
            #expect(!response.text.contains("wrong password\""))
        }
        #expect(wrong.text.replacing("\"ann\"", with: "") == unknown.text.replacing("\"nobody\"", with: ""))
        #expect(browser.cookie("__Host-proxyd_session") == nil)
    }

    @Test func `a form of another site is refused`() async throws {
        let fixture = try SignInFixture()
        try await fixture.addUser("ann")
        let victim = Browser(fixture)
        let form = [(name: "username", value: "ann"), (name: "password", value: "open sesame")]
        // No page was opened before: neither cookie nor token.
        #expect(await victim.post("/signin/local", form).status == 403)
        // A token that belongs to the attacker's browser.
        let attacker = Browser(fixture)
        let token = await attacker.get("/signin").hiddenFields
        _ = await victim.get("/signin")
        #expect(await victim.post("/signin/local", form + token).status == 403)
        // The right token, but the browser says that another site sends it.
        for headers in [
            [(name: "Sec-Fetch-Site", value: "cross-site")], [(name: "Sec-Fetch-Site", value: "same-site")],
            [(name: "Origin", value: "https://evil.example")], [(name: "Origin", value: "http://auth.example.com")],
        ] { #expect(await victim.signIn("ann", "open sesame", headers: headers).status == 403) }
        #expect(victim.cookie("__Host-proxyd_session") == nil)
        for headers in [
            [(name: "Sec-Fetch-Site", value: "same-origin"), (name: "Origin", value: "null")],
            [(name: "Origin", value: "https://auth.example.com")], [(name: "Origin", value: "null")],
        ] { #expect(await victim.signIn("ann", "open sesame", headers: headers).status == 303) }
    }

    @Test func `texts of strangers stay texts`() async throws {
        let fixture = try SignInFixture()
        try await fixture.addUser("ann")
        let attack = "\"><script>alert(1)</script>"
        fixture.contexts.set("T1", SignInContext(clientName: attack, loginHint: attack))
        let browser = Browser(fixture)
        let page = await browser.get("/signin?transaction=T1")
        let failed = await browser.signIn(attack, attack)
        for response in [page, failed] {
            #expect(!response.text.contains("<script"))
            #expect(response.fields("content-security-policy")[0].contains("default-src 'none'"))
            #expect(response.fields("x-frame-options") == ["DENY"])
        }
        #expect(page.text.contains("&lt;script&gt;"))
    }

    @Test(arguments: ["https://evil.example/", "//evil.example", "/\\evil.example", "/%09/evil.example"])
    func `nobody is sent away by the form`(target: String) async throws {
        let fixture = try SignInFixture()
        try await fixture.addUser("ann")
        let browser = Browser(fixture)
        let token = await browser.get("/signin").hiddenFields
        let response = await browser.post(
            "/signin/local",
            token + [("username", "ann"), ("password", "open sesame"), ("return_to", target)])
        #expect(response.status == 303)
        #expect(response.location == "/account")
    }

    @Test func `too many attempts are told with the time to wait`() async throws {
        let fixture = try SignInFixture()
        try await fixture.addUser("ann")
        let browser = Browser(fixture)
        for _ in 0..<10 { _ = await browser.signIn("ann", "wrong password") }
        let response = await browser.signIn("ann", "open sesame")
        #expect(response.status == 429)
        #expect(Int(response.fields("retry-after").first ?? "") ?? 0 > 60)
        #expect(response.text.contains("Too many attempts"))
    }

    @Test func `the store's absence is a page, and the next try works`() async throws {
        let fixture = try SignInFixture()
        try await fixture.addUser("ann")
        let browser = Browser(fixture)
        let token = await browser.get("/signin").hiddenFields
        let form = token + [("username", "ann"), ("password", "open sesame")]
        fixture.server.store.setOutage("away")
        let response = await browser.post("/signin/local", form)
        #expect(response.status == 503)
        #expect(browser.cookie("__Host-proxyd_session") == nil)
        fixture.server.store.setOutage(nil)
        #expect(await browser.post("/signin/local", form).status == 303)
    }

    @Test func `what a proxy does not offer cannot be used`() async throws {
        let fixture = try SignInFixture()
        try await fixture.addUser("ann")
        fixture.contexts.set("T1", SignInContext(providers: ["github"]))
        let browser = Browser(fixture)
        let page = await browser.get("/signin?transaction=T1")
        #expect(!page.text.contains("name=\"password\""))
        #expect(page.text.contains("none of the ways"))
        let token = await browser.get("/signin").hiddenFields
        let form = token + [("username", "ann"), ("password", "open sesame"), ("transaction", "T1")]
        #expect(await browser.post("/signin/local", form).status == 403)
    }

    @Test func `without any way to sign in the page says what to do`() async throws {
        let fixture = try SignInFixture()
        #expect(await Browser(fixture).get("/signin").text.contains("proxyd oauth user create"))
    }

    @Test func `signing out asks, needs the page's token, and ends everything of the session`() async throws {
        let fixture = try SignInFixture()
        try await fixture.addUser("ann")
        let browser = Browser(fixture)
        _ = await browser.signIn("ann", "open sesame")
        let question = await browser.get("/signout")
        #expect(question.text.contains("Sign out"))
        #expect(browser.cookie("__Host-proxyd_session") != nil)
        #expect(await browser.post("/signout", [("csrf", "wrong")]).status == 403)
        let foreign = await browser.post(
            "/signout", question.hiddenFields, headers: [("Origin", "https://evil.example")])
        #expect(foreign.status == 403)
        let cookie = browser.cookie("__Host-proxyd_session")
        let done = await browser.post("/signout", question.hiddenFields)
        #expect(done.status == 200)
        #expect(!done.fields("clear-site-data").isEmpty)
        #expect(browser.cookie("__Host-proxyd_session") == nil)
        #expect(fixture.server.published.subjects.count == 1)
        browser.setCookie("__Host-proxyd_session", cookie)
        #expect(await browser.get("/signout").text.contains("You are signed out"))
    }
}
