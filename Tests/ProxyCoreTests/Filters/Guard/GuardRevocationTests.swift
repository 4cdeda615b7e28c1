import ProxyModel
import Reactor
import Testing

@testable import ProxyCore

/// The end of access before its time.
@Suite struct GuardRevocationTests {
    private static let now = UnixTime.seconds

    private static func revocation(_ subject: Revocation.Subject, until: Int64 = now + 1) -> Revocation {
        Revocation(subject, issuedUntil: until, expiresAt: now + 3_600)
    }

    @Test(arguments: [
        Revocation.Subject.token("jti-1"), .grant("grant-1"), .user("local:alice"), .client("client-1"),
        .userAndClient(user: "local:alice", client: "client-1"),
    ])
    func `a revocation ends tokens that are remembered and those that are not`(_ subject: Revocation.Subject) throws {
        let fixture = try GuardFixture()
        let known = try fixture.token { $0.claims["jti"] = "jti-1" }
        let unknown = try fixture.token { $0.claims["jti"] = "jti-1" }
        #expect(try fixture.admits(known))
        fixture.fixture.worker.apply(revocations: [Self.revocation(subject)])
        #expect(fixture.fixture.worker.rememberedTokens == 0)
        for token in [known, unknown] {
            let response = try fixture.refused(GuardFixture.request(token: token))
            #expect(response.status == 401)
            #expect(response["WWW-Authenticate"]?.contains("the token was revoked") == true)
        }
    }

    @Test(arguments: [
        Revocation.Subject.token("jti-2"), .grant("grant-2"), .user("local:bob"), .client("client-2"),
        .userAndClient(user: "local:alice", client: "client-2"), .userAndClient(user: "local:bob", client: "client-1"),
    ])
    func `a revocation leaves all others alone`(_ subject: Revocation.Subject) throws {
        let fixture = try GuardFixture()
        let token = try fixture.token()
        #expect(try fixture.admits(token))
        fixture.fixture.worker.apply(revocations: [Self.revocation(subject)])
        #expect(fixture.fixture.worker.rememberedTokens == 1)
        #expect(try fixture.admits(token))
    }

    @Test func `what is issued later is not ended`() throws {
        let fixture = try GuardFixture()
        fixture.fixture.worker.apply(revocations: [Self.revocation(.user("local:alice"), until: Self.now - 10)])
        #expect(try fixture.admits(fixture.token()))
        #expect(try !fixture.admits(fixture.token { $0.claims["iat"] = .integer(Self.now - 10) }))
        // A later one for the same user reaches further, an earlier one takes nothing back.
        fixture.fixture.worker.apply(revocations: [Self.revocation(.user("local:alice"), until: Self.now - 5)])
        fixture.fixture.worker.apply(revocations: [Self.revocation(.user("local:alice"), until: Self.now - 20)])
        #expect(try !fixture.admits(fixture.token { $0.claims["iat"] = .integer(Self.now - 6) }))
    }

    @Test func `an open event stream ends at once`() throws {
        let fixture = try GuardFixture()
        let client = try fixture.fixture.client(GuardFixture.request(token: fixture.token()))
        let backend = try fixture.fixture.backend()
        _ = try fixture.fixture.request(backend)
        backend.send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: 1\n\n")
        try fixture.fixture.turn { client.text.contains("data: 1") }
        #expect(fixture.fixture.worker.guardedExchanges == 1)
        let start = Reactor.clock()
        fixture.fixture.worker.apply(revocations: [Self.revocation(.grant("grant-1"))])
        try fixture.fixture.turn { client.isEnded && backend.isEnded }
        #expect(Reactor.clock() - start < 1_000)
        #expect(fixture.fixture.worker.guardedExchanges == 0)
        // The client cannot take it for the end of the stream.
        #expect(!client.text.hasSuffix("0\r\n\r\n"))
    }

    @Test func `an open tunnel ends at once`() throws {
        let fixture = try GuardFixture()
        let client = try fixture.fixture.client(
            GuardFixture.request(
                "GET", "/mcp", token: try fixture.token(), "Connection: Upgrade", "Upgrade: websocket"))
        let backend = try fixture.fixture.backend()
        _ = try fixture.fixture.request(backend)
        backend.send("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\nhello")
        try fixture.fixture.turn { client.text.hasSuffix("hello") }
        fixture.fixture.worker.apply(revocations: [Self.revocation(.user("local:alice"))])
        try fixture.fixture.turn { client.isEnded && backend.isEnded }
        #expect(fixture.fixture.worker.guardedExchanges == 0)
    }

    @Test func `a request that waits for its answer is refused`() throws {
        let fixture = try GuardFixture()
        let client = try fixture.fixture.client(GuardFixture.request(token: fixture.token()))
        let backend = try fixture.fixture.backend()
        _ = try fixture.fixture.request(backend)
        fixture.fixture.worker.apply(revocations: [Self.revocation(.client("client-1"))])
        let response = try fixture.fixture.response(client)
        #expect(response.status == 401)
        #expect(response["WWW-Authenticate"]?.contains("the token was revoked") == true)
        try fixture.fixture.turn { backend.isEnded }
        #expect(fixture.fixture.worker.guardedExchanges == 0)
    }

    @Test func `one of many streams ends and the others go on`() throws {
        let fixture = try GuardFixture()
        var streams: [(client: Wire, backend: Wire)] = []
        for index in 0..<20 {
            let token = try fixture.token { $0.claims["sub"] = .string("local:user\(index)") }
            let client = try fixture.fixture.client(GuardFixture.request(token: token))
            let backend = try fixture.fixture.backend()
            _ = try fixture.fixture.request(backend)
            backend.send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n: \n")
            try fixture.fixture.turn { client.text.contains("\r\n\r\n") }
            streams.append((client, backend))
        }
        #expect(fixture.fixture.worker.guardedExchanges == 20)
        for (count, index) in [7, 0, 19, 8].enumerated() {
            fixture.fixture.worker.apply(revocations: [Self.revocation(.user("local:user\(index)"))])
            try fixture.fixture.turn { streams[index].client.isEnded }
            #expect(fixture.fixture.worker.guardedExchanges == 19 - count)
        }
        #expect(streams.filter(\.client.isEnded).count == 4)
        for stream in streams where !stream.client.isEnded {
            stream.backend.send("data: on\n\n")
            try fixture.fixture.turn { stream.client.text.contains("data: on") }
        }
    }

    @Test func `a session ends with its identifier`() throws {
        let fixture = try GuardFixture { $0.mode = .redirect }
        let cookie = "Cookie: unified_auth_token=\(try TestToken.session(fixture.keys).text())"
        _ = try fixture.forwarded(GuardFixture.request("GET", "/", token: nil, cookie))
        fixture.fixture.worker.apply(revocations: [Self.revocation(.grant("session-1"))])
        #expect(try fixture.refused(GuardFixture.request("GET", "/", token: nil, cookie)).status == 401)
    }

    @Test func `an account that is switched off or deleted ends what it holds`() throws {
        let fixture = try GuardFixture()
        let worker = fixture.fixture.worker
        var alice = LocalUser(name: "alice", passwordHash: "", createdAt: 1, updatedAt: 1)
        let token = try fixture.token()
        #expect(try fixture.admits(token))
        alice.isDisabled = true
        worker.apply(ChangeSet(revision: 1, changes: [.put(.user(alice))]))
        #expect(try !fixture.admits(token))
        alice.isDisabled = false
        worker.apply(ChangeSet(revision: 2, changes: [.put(.user(alice))]))
        #expect(try fixture.admits(token))
        worker.apply(ChangeSet(revision: 3, changes: [.delete(RecordKey(.users, "alice"))]))
        #expect(try !fixture.admits(token))
    }

    @Test func `nothing of a provider's users is good while it is switched off`() throws {
        let fixture = try GuardFixture({ $0.mode = .redirect }, proxy: { $0.httpsRedirect = .never })
        func setProvider(_ name: String, isDisabled: Bool) {
            let provider = IdentityProvider(
                name: name, kind: .github, label: name, issuer: "https://github.com", clientID: "c",
                isDisabled: isDisabled, createdAt: 1, updatedAt: 1)
            fixture.fixture.worker.apply(ChangeSet(revision: 2, changes: [.put(.identityProvider(provider))]))
        }
        let (known, unknown) = (
            try fixture.token { $0.claims["sub"] = "github:7" }, try fixture.token { $0.claims["sub"] = "github:7" }
        )
        var session = TestToken.session(fixture.keys)
        session.claims["sub"] = "github:7"
        let page = GuardFixture.request("GET", "/mcp", "Cookie: unified_auth_token=\(try session.text())")
        #expect(try fixture.admits(known))
        _ = try fixture.forwarded(page)
        setProvider("git", isDisabled: true)
        #expect(try fixture.admits(known))
        setProvider("github", isDisabled: true)
        for token in [known, unknown] { #expect(try !fixture.admits(token)) }
        #expect(try fixture.refused(page).status == 401)
        #expect(try fixture.admits(fixture.token()))
        setProvider("github", isDisabled: false)
        for token in [known, unknown] { #expect(try fixture.admits(token)) }
        _ = try fixture.forwarded(page)
    }

    @Test func `revocations that have expired are forgotten`() {
        var table = RevocationTable()
        for index in 0..<1_024 {
            table.insert(Revocation(.token("\(index)"), issuedUntil: 1, expiresAt: index < 1_000 ? 10 : 20))
        }
        table.prune(at: 10)
        #expect(table.count == 24)
        // Small again: looking through it would be a waste.
        table.prune(at: 30)
        #expect(table.count == 24)
    }
}
