import ProxyModel
import Testing

@testable import OAuthServer

@Suite struct `Local users` {
    private func problem(_ body: () async throws(Problem) -> Void) async -> Problem? {
        do throws(Problem) {
            try await body()
            return nil
        } catch { return error }
    }

    @Test func `an account is made once`() async throws {
        let fixture = try SignInFixture()
        let user = try await fixture.users.create(name: "Ann", password: "open sesame", email: "ann@example.com")
        #expect(user.name == "ann")
        #expect(!user.passwordHash.contains("sesame"))
        #expect(fixture.server.configuration.snapshot?.users["ann"]?.value == user)
        let second = await problem { () throws(Problem) in
            _ = try await fixture.users.create(name: "ANN", password: "another one")
        }
        #expect(second?.kind == .conflict)
    }

    @Test(arguments: [
        ("ann", "short", "/password"), ("ann", "password1", "/password"), ("", "open sesame", "/name"),
        ("a b", "open sesame", "/name"), ("ä", "open sesame", "/name"),
        (String(repeating: "a", count: 65), "open sesame", "/name"),
    ])
    func `what is against the rules is named`(name: String, password: String, pointer: String) async throws {
        let fixture = try SignInFixture()
        let refused = await problem { () throws(Problem) in
            _ = try await fixture.users.create(name: name, password: password)
        }
        #expect(refused?.kind == .invalidContent)
        #expect(refused?.issues.map(\.pointer) == [pointer])
        #expect(fixture.server.configuration.snapshot?.users.isEmpty == true)
    }

    @Test func `a new password ends every session and token of before`() async throws {
        let fixture = try SignInFixture()
        try await fixture.addUser("ann")
        let browser = Browser(fixture)
        #expect(await browser.signIn("ann", "open sesame").status == 303)
        try await fixture.users.setPassword("a better one", of: "ann")
        #expect(try await fixture.sessions.sessions(subject: "local:ann").isEmpty)
        #expect(fixture.server.published.subjects == [.user("local:ann")])
        #expect(await browser.signIn("ann", "open sesame").status == 403)
        #expect(await browser.signIn("ann", "a better one").status == 303)
    }

    @Test func `disabling ends access and enabling gives it back`() async throws {
        let fixture = try SignInFixture()
        try await fixture.addUser("ann")
        let browser = Browser(fixture)
        _ = await browser.signIn("ann", "open sesame")
        try await fixture.users.setDisabled(true, of: "ann")
        #expect(try await fixture.sessions.sessions(subject: "local:ann").isEmpty)
        #expect(fixture.server.published.subjects == [.user("local:ann")])
        #expect(await browser.signIn("ann", "open sesame").status == 403)
        try await fixture.users.setDisabled(false, of: "ann")
        #expect(await browser.signIn("ann", "open sesame").status == 303)
    }

    @Test func `keys follow their owner out of a group`() async throws {
        let fixture = try SignInFixture()
        try await fixture.addUser("ann", email: "ann@example.com", groups: ["admins"])
        for (id, subject) in [("aaaaaaaaaa", "local:ann"), ("bbbbbbbbbb", "local:bob")] {
            fixture.server.configuration.put(
                .apiKey(
                    APIKey(
                        id: id, digest: "", label: "", subject: subject, username: "", email: "ann@example.com",
                        groups: ["admins"], createdAt: 0)))
        }
        try await fixture.users.update("ann", email: "", groups: ["staff"])
        let keys = fixture.server.configuration.snapshot?.apiKeys ?? [:]
        #expect(keys["aaaaaaaaaa"]?.value.groups == ["staff"])
        #expect(keys["aaaaaaaaaa"]?.value.email == nil)
        #expect(keys["bbbbbbbbbb"]?.value.groups == ["admins"])
    }

    @Test func `deleting takes the keys along`() async throws {
        let fixture = try SignInFixture()
        try await fixture.addUser("ann")
        try await fixture.addUser("bob")
        for (id, subject) in [("aaaaaaaaaa", "local:ann"), ("bbbbbbbbbb", "local:bob")] {
            fixture.server.configuration.put(
                .apiKey(APIKey(id: id, digest: "", label: "", subject: subject, username: "", createdAt: 0)))
        }
        try await fixture.users.delete("ann")
        #expect(fixture.server.configuration.snapshot?.users.keys.sorted() == ["bob"])
        #expect(fixture.server.configuration.snapshot?.apiKeys.keys.sorted() == ["bbbbbbbbbb"])
        #expect(fixture.server.published.subjects == [.user("local:ann")])
    }

    @Test func `an unknown name is not found`() async throws {
        let fixture = try SignInFixture()
        #expect(await problem { () throws(Problem) in try await fixture.users.delete("ann") }?.kind == .notFound)
        #expect(
            await problem { () throws(Problem) in try await fixture.users.setPassword("open sesame", of: "ann") }?.kind
                == .notFound)
        #expect(
            await problem { () throws(Problem) in try await fixture.users.setDisabled(true, of: "ann") }?.kind
                == .notFound)
    }
}
