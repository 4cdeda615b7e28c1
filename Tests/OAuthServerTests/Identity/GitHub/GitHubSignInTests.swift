import Crypto
import ProxyModel
import Synchronization
import TestSupport
import Testing

@testable import OAuthServer

@Suite(.timeLimit(.minutes(1))) struct `Signing in with GitHub` {
    private static func answer(
        _ request: LoopbackRequest, scope: String = "read:org,read:user,user:email"
    ) -> LoopbackServer.Answer {
        switch request.path {
        case "/login/oauth/access_token":
            guard request.form.all("code") == ["good-code"] else { return .json(["error": "bad_verification_code"]) }
            return .json(["access_token": "gho_x", "token_type": "bearer", "scope": .string(scope)])
        case "/user": return .json(["id": 583_231, "login": "octo", "name": "Octo Cat", "email": "shown@example.com"])
        case "/user/emails":
            return .json([
                ["email": "old@example.com", "primary": false, "verified": true],
                ["email": "octo@example.com", "primary": true, "verified": true],
            ])
        case "/user/orgs": return .json([["login": "acme"], ["login": "beta"]])
        case "/user/teams": return .json([["slug": "ops", "organization": ["login": "acme"]]])
        default: return .json(["message": "Not Found"], status: 404)
        }
    }

    private func setUp(
        _ script: @escaping LoopbackServer.Script = { answer($0) }
    ) throws -> (SignInFixture, LoopbackServer) {
        let server = try LoopbackServer(script)
        let fixture = try SignInFixture { settings in
            settings.identityProviders = [
                .gitHub(clientID: "app-1", secret: "app secret", origin: server.origin, apiURL: server.origin)
            ]
        }
        return (fixture, server)
    }

    @Test func `an app with the predecessor's callback address comes back to it, and to it alone`() async throws {
        let server = try LoopbackServer { Self.answer($0) }
        let fixture = try SignInFixture { settings in
            settings.identityProviders = [
                .gitHub(clientID: "app-1", secret: "app secret", origin: server.origin, apiURL: server.origin)
            ]
            settings.gitHubCallbackPath = "/callback"
        }
        let browser = Browser(fixture)
        let start = await browser.get("/signin/github")
        #expect(start.locationQuery.all("redirect_uri") == ["https://auth.example.com/callback"])
        let end = await browser.follow(callback(start).replacing("/signin/github/callback", with: "/callback"))
        #expect(end.location == "/account")
        let token = try #require(server.requests.first { $0.path == "/login/oauth/access_token" })
        #expect(token.form.all("redirect_uri") == ["https://auth.example.com/callback"])
        #expect(await browser.follow(callback(start)).status == 400)
    }

    @Test func `the callback address holds for GitHub of the configuration, and for no other provider`() async throws {
        let fixture = try SignInFixture { $0.gitHubCallbackPath = "/callback" }
        for name in ["github", "ghe"] {
            fixture.server.configuration.put(
                .identityProvider(
                    IdentityProvider(
                        name: name, kind: .github, label: name, issuer: "https://\(name).test",
                        apiURL: "https://api.\(name).test", clientID: "app", createdAt: 0, updatedAt: 0)))
        }
        let browser = Browser(fixture)
        let app = await browser.get("/signin/github")
        #expect(app.locationQuery.all("redirect_uri") == ["https://auth.example.com/callback"])
        let other = await browser.get("/signin/ghe")
        #expect(other.locationQuery.all("redirect_uri") == ["https://auth.example.com/signin/ghe/callback"])
    }

    @Test func `nobody comes back to the predecessor's address where no app has it`() async throws {
        let (fixture, _) = try setUp()
        let browser = Browser(fixture)
        let start = await browser.get("/signin/github")
        let way = callback(start).replacing("/signin/github/callback", with: "/callback")
        #expect(await browser.follow(way).status == 404)
    }

    private func callback(_ start: OAuthResponse, code: String = "good-code") -> String {
        let state = start.locationQuery.all("state").first ?? ""
        return "/signin/github/callback?" + OAuthParameters([("code", code), ("state", state)]).encoded
    }

    @Test func `the whole way gives the numeric id, the verified address, organisations and teams`() async throws {
        let (fixture, server) = try setUp()
        let browser = Browser(fixture)
        #expect(await browser.get("/signin").text.contains("Continue with GitHub"))
        let start = await browser.get("/signin/github?return_to=%2Faccount%2Fx")
        #expect(start.status == 302)
        #expect(start.location.hasPrefix(server.origin + "/login/oauth/authorize?"))
        let query = start.locationQuery
        #expect(query.all("client_id") == ["app-1"])
        #expect(query.all("redirect_uri") == ["https://auth.example.com/signin/github/callback"])
        #expect(query.all("code_challenge_method") == ["S256"])
        #expect(Base64URL.decode(query.all("state")[0])?.count == 32)
        #expect(query.all("prompt").isEmpty && query.all("resource").isEmpty)
        let end = await browser.follow(callback(start))
        #expect(end.status == 302)
        #expect(end.location == "/account/x")
        let sessions = try await fixture.sessions.sessions(subject: "github:583231")
        #expect(
            sessions.first?.user
                == UserIdentity(
                    subject: "github:583231", provider: "github", username: "octo", email: "octo@example.com",
                    name: "Octo Cat", groups: ["acme", "beta", "acme/ops"]))
        let token = try #require(server.requests.first { $0.path == "/login/oauth/access_token" })
        #expect(token.form.all("client_secret") == ["app secret"])
        let verifier = token.form.all("code_verifier")[0]
        #expect(query.all("code_challenge") == [Base64URL.encode(SHA256.hash(data: Array(verifier.utf8)))])
        #expect(token.parameters.pairs.isEmpty)
        let profile = try #require(server.requests.first { $0.path == "/user" })
        #expect(profile.field("authorization") == "Bearer gho_x")
    }

    @Test func `an unverified address is no address, and scopes that were not granted are not used`() async throws {
        let (fixture, server) = try setUp { request in
            switch request.path {
            case "/user/emails":
                .json([
                    ["email": "octo@example.com", "primary": true, "verified": false],
                    ["email": "other@example.com", "primary": false, "verified": true],
                ])
            case "/user/orgs", "/user/teams": .json(["message": "no"], status: 403)
            default: Self.answer(request, scope: "user:email")
            }
        }
        let browser = Browser(fixture)
        #expect(await browser.follow(callback(browser.get("/signin/github"))).status == 302)
        let user = try await fixture.sessions.sessions(subject: "github:583231").first?.user
        #expect(user?.email == nil)
        #expect(user?.groups == [])
        #expect(!server.requests.contains { $0.path == "/user/orgs" })
    }

    @Test func `organisations beyond the first page are found`() async throws {
        let (fixture, server) = try setUp { request in
            guard request.path == "/user/orgs" else { return Self.answer(request) }
            let page = Int(request.parameters.all("page")[0]) ?? 0
            let count = page == 1 ? 100 : 7
            return .json(.array((0..<count).map { ["login": .string("org-\(page)-\($0)")] }))
        }
        let browser = Browser(fixture)
        let end = await browser.follow(callback(browser.get("/signin/github")))
        #expect(end.status == 302, "\(end.text.suffix(600))")
        let groups = try await fixture.sessions.sessions(subject: "github:583231").first?.user.groups
        #expect(groups?.count == 108)
        #expect(groups?.contains("org-2-6") == true)
        #expect(server.requests.filter { $0.path == "/user/orgs" }.map { $0.parameters.all("page") } == [["1"], ["2"]])
    }

    @Test func `a state counts once, in the browser that began, and only if we made it`() async throws {
        let (fixture, server) = try setUp()
        let (browser, other) = (Browser(fixture), Browser(fixture))
        let start = await browser.get("/signin/github")
        _ = await other.get("/signin")
        // Another browser, with and without a cookie of its own: nobody is signed in as somebody else by a link.
        #expect(await other.follow(callback(start)).status == 400)
        #expect(await Browser(fixture).follow(callback(start)).status == 400)
        for state in ["", "x", fixture.server.environment.token(), String(repeating: "A", count: 5_000)] {
            #expect(await browser.get("/signin/github/callback?code=good-code&state=" + state).status == 400)
        }
        #expect(server.requests.isEmpty)
        #expect(await browser.follow(callback(start)).status == 302)
        #expect(await browser.follow(callback(start)).status == 400)
        #expect(server.requests.count { $0.path == "/login/oauth/access_token" } == 1)
    }

    @Test func `one network cannot fill the store with sign-ins that it begins`() async throws {
        let (fixture, server) = try setUp()
        defer { withExtendedLifetime(server) {} }
        for _ in 0..<120 { #expect(await Browser(fixture).get("/signin/github").status == 302) }
        let known = fixture.server.store.keys.count
        #expect(await Browser(fixture).get("/signin/github").status == 429)
        #expect(fixture.server.store.keys.count == known)
        fixture.server.clock.advance(seconds: 61)
        #expect(await Browser(fixture).get("/signin/github").status == 302)
    }

    @Test func `a state ends after ten minutes`() async throws {
        let (fixture, server) = try setUp()
        defer { withExtendedLifetime(server) {} }
        let browser = Browser(fixture)
        let start = await browser.get("/signin/github")
        fixture.server.clock.advance(seconds: 601)
        #expect(await browser.follow(callback(start)).status == 400)
    }

    @Test func `the store holds neither state nor verifier in the clear`() async throws {
        let (fixture, server) = try setUp()
        let browser = Browser(fixture)
        let start = await browser.get("/signin/github")
        let key = try #require(fixture.server.store.keys.first { $0.family == .transaction })
        let stored = String(decoding: try #require(await fixture.server.store.value(key)), as: UTF8.self)
        let state = start.locationQuery.all("state")[0]
        _ = await browser.follow(callback(start))
        let verifier = try #require(server.requests.first).form.all("code_verifier")[0]
        for secret in [state, verifier] {
            #expect(!stored.contains(secret))
            #expect(!key.id.contains(secret))
        }
    }

    @Test func `declining is told, and trying again leads back to where it was for`() async throws {
        let (fixture, server) = try setUp()
        fixture.contexts.set("T1", SignInContext())
        let browser = Browser(fixture)
        let state = await browser.get("/signin/github?transaction=T1").locationQuery.all("state")[0]
        let response = await browser.get(
            "/signin/github/callback?error=access_denied&error_description=%3Cscript%3E&state=" + state)
        #expect(response.status == 403)
        #expect(response.text.contains("/signin?transaction=T1"))
        #expect(!response.text.contains("script"))
        #expect(server.requests.isEmpty)
    }

    @Test(arguments: [
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\n<htm>",
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}",
        "HTTP/1.1 200 OK\r\nContent-Length: 4\r\nConnection: close\r\n\r\nnull",
        "HTTP/1.1 500 No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", "garbage\r\n\r\n", "",
        "HTTP/1.1 200 OK\r\nContent-Length: 99\r\nConnection: close\r\n\r\n{",
        "HTTP/1.1 302 Go\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
        "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n[" + String(repeating: "1,", count: 200_000) + "1]",
    ])
    func `garbage is a page, and the next try works`(garbage: String) async throws {
        let (fixture, server) = try setUp { _ in .text(garbage) }
        let browser = Browser(fixture)
        let failed = await browser.follow(callback(browser.get("/signin/github")))
        #expect([502, 503].contains(failed.status))
        #expect(failed.text.contains("GitHub"))
        #expect(failed.text.contains("Try again"))
        #expect(browser.cookie("__Host-proxyd_session") == nil)
        server.answer { Self.answer($0) }
        #expect(await browser.follow(callback(browser.get("/signin/github"))).status == 302)
    }

    @Test func `a provider that does not answer is a page in time, and the next try works`() async throws {
        let (fixture, server) = try setUp { _ in .silence }
        let browser = Browser(fixture)
        let failed = await browser.follow(callback(browser.get("/signin/github")))
        #expect(failed.status == 503)
        #expect(failed.text.contains("cannot be reached"))
        #expect(!failed.fields("retry-after").isEmpty)
        server.answer { Self.answer($0) }
        #expect(await browser.follow(callback(browser.get("/signin/github"))).status == 302)
    }

    @Test func `a refused code and refused credentials are told apart`() async throws {
        let (fixture, server) = try setUp()
        let browser = Browser(fixture)
        let refused = await browser.follow(callback(browser.get("/signin/github"), code: "bad-code"))
        #expect(refused.text.contains("bad_verification_code"))
        server.answer { _ in .json(["error": "incorrect_client_credentials"]) }
        let misconfigured = await browser.follow(callback(browser.get("/signin/github")))
        #expect(misconfigured.text.contains("operator of this server has to mend"))
        for response in [refused, misconfigured] { #expect(!response.text.contains("app secret")) }
    }

    @Test func `unknown and disabled providers are not there`() async throws {
        let (fixture, server) = try setUp()
        let browser = Browser(fixture)
        for path in ["/signin/gitlab", "/signin/github/other", "/signin/github/callback/x", "/signin//callback"] {
            #expect(await browser.get(path).status == 404)
        }
        var record = SignInProvider.gitHub(clientID: "x", secret: "y", origin: server.origin).record
        record.isDisabled = true
        fixture.add(record)
        #expect(await browser.get("/signin/github").status == 404)
    }

    @Test func `a session ends with its provider`() async throws {
        let (fixture, server) = try setUp()
        let browser = Browser(fixture)
        _ = await browser.follow(callback(browser.get("/signin/github")))
        #expect(await browser.get("/signin").text.contains("You are signed in as octo"))
        var record = SignInProvider.gitHub(clientID: "x", secret: "y", origin: server.origin).record
        record.isDisabled = true
        fixture.add(record)
        #expect(await !browser.get("/signin").text.contains("You are signed in as octo"))
    }
}
