import ProxyModel
import TestSupport
import Testing

@testable import OAuthServer

@Suite struct `Browser sessions` {
    private let user = UserIdentity(
        subject: "local:ann", provider: "local", username: "ann", email: "ann@example.com", name: "Ann", groups: ["g"])

    private func request(
        _ server: ServerFixture, _ cookie: String? = nil, scheme: String = "https"
    ) throws -> OAuthRequest {
        var local = server.request("GET", "/account", headers: [("User-Agent", "Test/1")])
        local.scheme = scheme
        if let cookie { local.headers.append(("Cookie", "a=b; " + cookie)) }
        return try OAuthRequest(local)
    }

    private func cookie(_ fields: [(name: String, value: String)]) -> String {
        fields.first { $0.name == "Set-Cookie" }.map { String($0.value.prefix { $0 != ";" }) } ?? ""
    }

    @Test func `a session is found by its cookie and by no other`() async throws {
        let server = try ServerFixture()
        let sessions = StoredBrowserSessions(server.environment)
        let (session, fields) = try await sessions.start(user, for: request(server))
        let found = try await sessions.session(of: request(server, cookie(fields)))
        #expect(found == session)
        #expect(found?.user == user)
        #expect(found?.authenticatedAt == server.clock.now / 1_000)
        #expect(found?.clientAddress == "192.0.2.1")
        #expect(found?.userAgent == "Test/1")
        let other = "__Host-proxyd_session=" + server.environment.token()
        for wrong in [
            other, "__Host-proxyd_session=", "__Host-proxyd_session=x", "__Host-proxyd_session=" + session.digest,
        ] {
            #expect(try await sessions.session(of: request(server, wrong)) == nil)
        }
        #expect(try await sessions.session(of: request(server)) == nil)
    }

    @Test func `the cookie is out of reach for scripts, other hosts and plain connections`() async throws {
        let server = try ServerFixture()
        let sessions = StoredBrowserSessions(server.environment)
        let field = try #require(await sessions.start(user, for: request(server)).fields.first?.value)
        #expect(field.hasPrefix("__Host-proxyd_session="))
        for attribute in ["; Path=/", "; Secure", "; HttpOnly", "; SameSite=Lax", "; Max-Age=1209600"] {
            #expect(field.contains(attribute))
        }
        #expect(!field.contains("Domain"))
        let value = field.drop { $0 != "=" }.dropFirst().prefix { $0 != ";" }
        #expect(Base64URL.decode(value)?.count == 32)
    }

    @Test func `over plain HTTP the cookie goes by another name and does not count over HTTPS`() async throws {
        let server = try ServerFixture()
        let sessions = StoredBrowserSessions(server.environment)
        let fields = try await sessions.start(user, for: request(server, scheme: "http")).fields
        #expect(fields[0].value.hasPrefix("proxyd_session="))
        #expect(!fields[0].value.contains("Secure"))
        #expect(try await sessions.session(of: request(server, cookie(fields), scheme: "http")) != nil)
        #expect(try await sessions.session(of: request(server, cookie(fields))) == nil)
    }

    @Test func `the store holds no cookie`() async throws {
        let server = try ServerFixture()
        let sessions = StoredBrowserSessions(server.environment)
        let fields = try await sessions.start(user, for: request(server)).fields
        let secret = String(cookie(fields).drop { $0 != "=" }.dropFirst())
        for key in server.store.keys {
            #expect(!key.id.contains(secret))
            guard key.family == .session else { continue }
            let value = try #require(await server.store.value(key))
            #expect(!String(decoding: value, as: UTF8.self).contains(secret))
        }
    }

    @Test func `a session that is not used ends`() async throws {
        let server = try ServerFixture { $0.sessionIdleLifetime = 3_600_000 }
        let sessions = StoredBrowserSessions(server.environment)
        let cookie = cookie(try await sessions.start(user, for: request(server)).fields)
        for _ in 0..<3 {
            server.clock.advance(seconds: 3_000)
            #expect(try await sessions.session(of: request(server, cookie)) != nil)
        }
        server.clock.advance(seconds: 3_600)
        #expect(try await sessions.session(of: request(server, cookie)) == nil)
    }

    @Test func `a session ends however much it is used`() async throws {
        let server = try ServerFixture {
            $0.sessionIdleLifetime = 3_600_000
            $0.sessionLifetime = 7_200_000
        }
        let sessions = StoredBrowserSessions(server.environment)
        let cookie = cookie(try await sessions.start(user, for: request(server)).fields)
        for _ in 0..<7 {
            server.clock.advance(seconds: 1_000)
            #expect(try await sessions.session(of: request(server, cookie)) != nil)
        }
        server.clock.advance(seconds: 200)
        #expect(try await sessions.session(of: request(server, cookie)) == nil)
    }

    @Test func `signing in again gives a new identifier and ends the old one`() async throws {
        let server = try ServerFixture()
        let sessions = StoredBrowserSessions(server.environment)
        let first = try await sessions.start(user, for: request(server))
        let second = try await sessions.start(user, for: request(server, cookie(first.fields)))
        #expect(first.session.digest != second.session.digest)
        #expect(first.session.csrf != second.session.csrf)
        #expect(try await sessions.session(of: request(server, cookie(first.fields))) == nil)
        #expect(try await sessions.session(of: request(server, cookie(second.fields))) != nil)
    }

    @Test func `a cookie that somebody slipped in is not taken over at sign-in`() async throws {
        let server = try ServerFixture()
        let sessions = StoredBrowserSessions(server.environment)
        let planted = "__Host-proxyd_session=" + server.environment.token()
        let fields = try await sessions.start(user, for: request(server, planted)).fields
        #expect(cookie(fields) != planted)
        #expect(try await sessions.session(of: request(server, planted)) == nil)
    }

    @Test func `signing out ends the session on the server`() async throws {
        let server = try ServerFixture()
        let sessions = StoredBrowserSessions(server.environment)
        let cookie = cookie(try await sessions.start(user, for: request(server)).fields)
        let fields = try await sessions.end(for: request(server, cookie))
        #expect(fields.contains { $0.name == "Set-Cookie" && $0.value.contains("Max-Age=0") })
        #expect(fields.contains { $0.name == "Clear-Site-Data" })
        #expect(try await sessions.session(of: request(server, cookie)) == nil)
        #expect(try await sessions.sessions(subject: user.subject).isEmpty)
        #expect(server.published.subjects.count == 1)
    }

    @Test func `a user's sessions are listed and ended one by one or all`() async throws {
        let server = try ServerFixture()
        let sessions = StoredBrowserSessions(server.environment)
        let first = try await sessions.start(user, for: request(server))
        server.clock.advance(seconds: 5)
        let second = try await sessions.start(user, for: request(server))
        var other = user
        other.subject = "local:eve"
        let foreign = try await sessions.start(other, for: request(server))
        #expect(
            try await sessions.sessions(subject: user.subject).map(\.digest)
                == [second.session.digest, first.session.digest])
        try await sessions.revoke(digest: foreign.session.digest, subject: user.subject)
        #expect(try await sessions.session(of: request(server, cookie(foreign.fields))) != nil)
        try await sessions.revoke(digest: first.session.digest, subject: user.subject)
        #expect(try await sessions.session(of: request(server, cookie(first.fields))) == nil)
        // What guarded hosts hold of it ends with it.
        #expect(server.published.subjects == [.grant(first.session.digest)])
        try await sessions.revokeAll(subject: user.subject)
        #expect(try await sessions.session(of: request(server, cookie(second.fields))) == nil)
        #expect(try await sessions.session(of: request(server, cookie(foreign.fields))) != nil)
    }

    @Test func `who signs in right after all sessions were ended is not hit by it`() async throws {
        let fixture = try SignInFixture()
        try await fixture.addUser("ann")
        let browser = Browser(fixture)
        #expect(await browser.signIn("ann", "open sesame").status == 303)
        try await GrantRegistry(fixture.server.environment).revoke(user: "local:ann")
        try await fixture.sessions.revokeAll(subject: "local:ann")
        #expect(await browser.signIn("ann", "open sesame").status == 303)
        let session = try #require(try await fixture.sessions.sessions(subject: "local:ann").first)
        let end = fixture.server.clock.now / 1_000
        #expect(session.authenticatedAt == end + 1)
        try fixture.server.guardHost("app.example.com")
        let resource = try #require(fixture.server.environment.resources.resource(host: "app.example.com"))
        let claims = SessionToken.claims(session, resource: resource, identifier: "x", now: end)
        #expect(claims["iat"] == .integer(end + 1))
    }

    @Test func `a session of a provider that was removed is none, also if the name comes back`() async throws {
        let fixture = try SignInFixture()
        var provider = IdentityProvider(
            name: "work", kind: .oidc, label: "", issuer: "https://idp.test", clientID: "x",
            createdAt: fixture.server.clock.now, updatedAt: 0)
        fixture.add(provider)
        let user = UserIdentity(subject: "work:7", provider: "work", username: "eve")
        let registry = GrantRegistry(fixture.server.environment)
        func start() async throws -> String {
            let request = try OAuthRequest(fixture.server.request("GET", "/"))
            return try await fixture.sessions.start(user, for: request).session.digest
        }
        let digest = try await start()
        #expect(try await fixture.sessions.isAlive(digest, of: "work:7"))
        fixture.server.clock.advance(seconds: 10)
        provider.createdAt = fixture.server.clock.now
        fixture.add(provider)
        #expect(try await !fixture.sessions.isAlive(digest, of: "work:7"))
        let second = try await start()
        let grant = AuthorizedGrant(
            id: fixture.server.environment.token(bytes: 16), issuer: ServerFixture.issuer, clientID: "c", user: user,
            scopes: [], resources: ["https://a.test"], authenticatedAt: fixture.server.clock.now / 1_000)
        _ = try await registry.write(StoredGrant(grant, at: 0, from: ""), over: nil, lifetime: 60_000)
        try await ProviderUsers(fixture.server.environment).endAll(
            of: "work", and: ["work:8", "workshop:1", "local:ann"], sessions: fixture.sessions)
        #expect(try await !fixture.sessions.isAlive(second, of: "work:7"))
        #expect(try await registry.list(user: "work:7").isEmpty)
        #expect(Set(fixture.server.published.subjects) == [.user("work:7"), .user("work:8")])
    }

    @Test func `a store that is away is an error that says so, not a sign-out`() async throws {
        let server = try ServerFixture()
        let sessions = StoredBrowserSessions(server.environment)
        let cookie = cookie(try await sessions.start(user, for: request(server)).fields)
        server.store.setOutage("away")
        await #expect(throws: OAuthError.self) { try await sessions.session(of: request(server, cookie)) }
        server.store.setOutage(nil)
        #expect(try await sessions.session(of: request(server, cookie)) != nil)
    }

    @Test func `a disabled account has no session, and a new account of the name does not inherit one`() async throws {
        let fixture = try SignInFixture()
        try await fixture.addUser("ann")
        let user = try await fixture.accounts.signIn(name: "ann", password: "open sesame", address: "192.0.2.1")
        let first = cookie(try await fixture.sessions.start(user, for: request(fixture.server)).fields)
        #expect(try await fixture.sessions.session(of: request(fixture.server, first)) != nil)
        var record = try #require(fixture.server.configuration.snapshot?.users["ann"]?.value)
        record.isDisabled = true
        fixture.server.configuration.put(.user(record))
        #expect(try await fixture.sessions.session(of: request(fixture.server, first)) == nil)
        let second = cookie(try await fixture.sessions.start(user, for: request(fixture.server)).fields)
        fixture.server.clock.advance(seconds: 10)
        record.isDisabled = false
        record.createdAt = fixture.server.clock.now
        fixture.server.configuration.put(.user(record))
        #expect(try await fixture.sessions.session(of: request(fixture.server, second)) == nil)
    }

    @Test func `a session shows what the account says now`() async throws {
        let fixture = try SignInFixture()
        try await fixture.addUser("ann", groups: ["old"])
        let user = try await fixture.accounts.signIn(name: "ann", password: "open sesame", address: "192.0.2.1")
        let cookie = cookie(try await fixture.sessions.start(user, for: request(fixture.server)).fields)
        try await fixture.users.update("ann", email: "a@example.com", groups: ["new"])
        let found = try await fixture.sessions.session(of: request(fixture.server, cookie))
        #expect(found?.user.groups == ["new"])
        #expect(found?.user.email == "a@example.com")
    }
}
