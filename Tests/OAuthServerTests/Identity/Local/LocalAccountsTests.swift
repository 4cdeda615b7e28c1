import ProxyModel
import TestSupport
import Testing

@testable import OAuthServer

@Suite struct `Local accounts` {
    private func refusal(
        _ fixture: SignInFixture, _ name: String, _ password: String, _ address: String = "192.0.2.1"
    ) async -> LocalAccounts.Refusal? {
        do {
            _ = try await fixture.accounts.signIn(name: name, password: password, address: address)
            return nil
        } catch { return error }
    }

    @Test func `the right password gives the identity of the account`() async throws {
        let fixture = try SignInFixture()
        try await fixture.addUser("Ann", email: "ann@example.com", groups: ["staff"])
        let user = try await fixture.accounts.signIn(name: "ANN", password: "open sesame", address: "192.0.2.1")
        #expect(
            user
                == UserIdentity(
                    subject: "local:ann", provider: "local", username: "ann", email: "ann@example.com",
                    groups: ["staff"]))
    }

    @Test func `wrong passwords, unknown names and disabled accounts are told apart by nothing`() async throws {
        let fixture = try SignInFixture()
        try await fixture.addUser("ann")
        try await fixture.addUser("bob")
        try await fixture.users.setDisabled(true, of: "bob")
        for (name, password) in [
            ("ann", "open sesame!"), ("ann", ""), ("nobody", "open sesame"), ("bob", "open sesame"),
            ("", "open sesame"), ("ann\u{0}", "open sesame"), ("ann ", "open sesame"),
            ("ann", String(repeating: "x", count: 5_000)),
        ] { #expect(await refusal(fixture, name, password) == .failed) }
    }

    @Test func `ten failures from one address make that address wait, and nobody else`() async throws {
        let fixture = try SignInFixture()
        try await fixture.addUser("ann")
        try await fixture.addUser("bob")
        for attempt in 0..<10 {
            #expect(await refusal(fixture, "ann", "wrong password") == .failed)
            if attempt % 5 == 4 { fixture.server.clock.advance(seconds: 61) }
        }
        guard case .throttled(let seconds)? = await refusal(fixture, "ann", "open sesame") else {
            Issue.record("the eleventh attempt was not throttled")
            return
        }
        #expect((600...900).contains(seconds))
        #expect(await refusal(fixture, "ann", "open sesame", "198.51.100.7") == nil)
        #expect(await refusal(fixture, "bob", "open sesame") == nil)
        fixture.server.clock.advance(seconds: Int64(seconds) + 1)
        #expect(await refusal(fixture, "ann", "open sesame") == nil)
    }

    @Test func `a success forgives the failures before it`() async throws {
        let fixture = try SignInFixture()
        try await fixture.addUser("ann")
        for _ in 0..<3 {
            for _ in 0..<8 { #expect(await refusal(fixture, "ann", "wrong password") == .failed) }
            #expect(await refusal(fixture, "ann", "open sesame") == nil)
            fixture.server.clock.advance(seconds: 61)
        }
    }

    @Test func `one address cannot try many names`() async throws {
        let fixture = try SignInFixture()
        for number in 0..<30 { #expect(await refusal(fixture, "user\(number)", "wrong password") == .failed) }
        guard case .throttled(let seconds)? = await refusal(fixture, "user31", "wrong password") else {
            Issue.record("the address was not throttled")
            return
        }
        #expect((1...60).contains(seconds))
        fixture.server.clock.advance(seconds: 61)
        #expect(await refusal(fixture, "user31", "wrong password") == .failed)
    }

    @Test func `who signs in rightly is not counted against the address`() async throws {
        let fixture = try SignInFixture()
        for name in ["ann", "bob"] { try await fixture.addUser(name) }
        for index in 0..<80 {
            _ = try await fixture.accounts.signIn(
                name: index % 2 == 0 ? "ann" : "bob", password: "open sesame", address: "192.0.2.7")
        }
        for _ in 0..<30 {
            await #expect(throws: LocalAccounts.Refusal.failed) {
                _ = try await fixture.accounts.signIn(
                    name: fixture.server.environment.token(bytes: 4), password: "x", address: "192.0.2.7")
            }
        }
        await #expect(throws: LocalAccounts.Refusal.throttled(60)) {
            _ = try await fixture.accounts.signIn(name: "ann", password: "open sesame", address: "192.0.2.7")
        }
    }

    @Test func `the addresses of one network count as one`() async throws {
        let fixture = try SignInFixture()
        for number in 0..<30 {
            #expect(await refusal(fixture, "user\(number)", "wrong password", "2001:db8:1:2::\(number + 1)") == .failed)
        }
        guard case .throttled? = await refusal(fixture, "other", "wrong password", "2001:db8:1:2:3:4:5:6") else {
            Issue.record("the network was not throttled")
            return
        }
        #expect(await refusal(fixture, "other", "wrong password", "2001:db8:1:3::1") == .failed)
    }

    @Test func `many addresses cannot guess without end, and the owner still gets in from where she always does`()
        async throws
    {
        let fixture = try SignInFixture()
        try await fixture.addUser("ann")
        #expect(await refusal(fixture, "ann", "open sesame", "203.0.113.5") == nil)
        for number in 0..<100 {
            #expect(await refusal(fixture, "ann", "wrong password", "198.51.100.\(number)") == .failed)
        }
        guard case .throttled? = await refusal(fixture, "ann", "open sesame", "198.51.100.200") else {
            Issue.record("the guessing went on")
            return
        }
        #expect(await refusal(fixture, "ann", "open sesame", "203.0.113.5") == nil)
    }

    @Test func `many attempts at once are counted like many one after the other`() async throws {
        let fixture = try SignInFixture()
        try await fixture.addUser("ann")
        let failed = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<25 { group.addTask { await refusal(fixture, "ann", "wrong password") == .failed } }
            return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(failed == 10)
    }

    @Test func `a hash with other parameters is made anew at sign-in`() async throws {
        let fixture = try SignInFixture()
        try await fixture.addUser("ann")
        let dearer = Argon2Parameters(memory: 128, passes: 1, lanes: 1)
        let hasher = PasswordHasher(parameters: dearer, randomBytes: fixture.server.environment.randomBytes)
        let accounts = LocalAccounts(fixture.server.environment, hasher: hasher)
        _ = try await accounts.signIn(name: "ann", password: "open sesame", address: "192.0.2.1")
        let hash = try #require(fixture.server.configuration.snapshot?.users["ann"]?.value.passwordHash)
        #expect(hash.contains("m=128,t=1,p=1"))
        #expect(await refusal(fixture, "ann", "open sesame") == nil)
    }

    @Test func `nobody is let in while the store is away`() async throws {
        let fixture = try SignInFixture()
        try await fixture.addUser("ann")
        fixture.server.store.setOutage("away")
        guard case .unavailable(let error)? = await refusal(fixture, "ann", "open sesame") else {
            Issue.record("the store's absence was not told")
            return
        }
        #expect(error.status == 503)
        fixture.server.store.setOutage(nil)
        #expect(await refusal(fixture, "ann", "open sesame") == nil)
    }
}
