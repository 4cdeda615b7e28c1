import ProxyModel
import Reactor
import Testing

@testable import ProxyCore

@Suite struct APIKeyTests {
    private static let text = "mcp_abcde01234_Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4Zm9vYmFyYmE"

    private func key(_ edit: (inout APIKey) -> Void = { _ in }) throws -> APIKey {
        let hasher = try SHA256Hasher(library: TLSLibrary())
        let bytes = Array(Self.text.utf8)
        let digest = hasher.digest(of: bytes.span)
        var key = APIKey(
            id: "abcde01234", digest: try #require(digest).hexadecimal, label: "ci", subject: "github:7",
            username: "alice", email: "alice@example.com", groups: ["staff"], createdAt: 1)
        edit(&key)
        return key
    }

    private func put(_ key: APIKey, _ fixture: GuardFixture) {
        fixture.fixture.worker.apply(ChangeSet(revision: 1, changes: [.put(.apiKey(key))]))
    }

    @Test func `a key stands for its user at every host`() throws {
        let fixture = try GuardFixture()
        #expect(try !fixture.admits(Self.text))
        put(try key(), fixture)
        for _ in 0..<2 {
            let request = try fixture.forwarded(GuardFixture.request(token: Self.text))
            #expect(request["X-Auth-User-Id"] == "github:7")
            #expect(request["X-Auth-User-Email"] == "alice@example.com")
            #expect(request["X-Auth-Client-Id"] == "api-key:abcde01234")
            #expect(request["X-Auth-Scopes"] == "mcp:read mcp:write")
            #expect(request["Authorization"] == nil)
        }
    }

    @Test(arguments: ["x", "", "A"]) func `the whole key has to be right`(_ end: String) throws {
        let fixture = try GuardFixture()
        put(try key(), fixture)
        #expect(try !fixture.admits(String(Self.text.dropLast()) + end))
    }

    @Test func `a key ends with its record and with its time`() throws {
        let fixture = try GuardFixture()
        put(try key(), fixture)
        #expect(try fixture.admits(Self.text))
        fixture.fixture.worker.apply(
            ChangeSet(revision: 2, changes: [.delete(RecordKey(.apiKeys, "abcde01234"))]))
        #expect(try !fixture.admits(Self.text))
        put(try key { $0.expiresAt = 1_000 }, fixture)
        #expect(try !fixture.admits(Self.text))
    }

    @Test func `a key rests while the provider of its user is disabled`() throws {
        let fixture = try GuardFixture()
        put(try key(), fixture)
        func setProvider(_ name: String, isDisabled: Bool) {
            let provider = IdentityProvider(
                name: name, kind: .github, label: name, issuer: "https://github.com", clientID: "c",
                isDisabled: isDisabled, createdAt: 1, updatedAt: 1)
            fixture.fixture.worker.apply(ChangeSet(revision: 2, changes: [.put(.identityProvider(provider))]))
        }
        #expect(try fixture.admits(Self.text))
        setProvider("git", isDisabled: true)
        #expect(try fixture.admits(Self.text))
        let client = try fixture.fixture.client(GuardFixture.request(token: Self.text))
        let backend = try fixture.fixture.backend()
        _ = try fixture.fixture.request(backend)
        backend.send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n: \n")
        try fixture.fixture.turn { client.text.contains("\r\n\r\n") }
        setProvider("github", isDisabled: true)
        try fixture.fixture.turn { client.isEnded }
        #expect(try !fixture.admits(Self.text))
        setProvider("github", isDisabled: false)
        #expect(try fixture.admits(Self.text))
        setProvider("github", isDisabled: true)
        #expect(try !fixture.admits(Self.text))
        fixture.fixture.worker.apply(
            ChangeSet(revision: 3, changes: [.delete(RecordKey(.identityProviders, "github"))]))
        #expect(try fixture.admits(Self.text))
    }

    @Test func `streams of a key end with its record`() throws {
        let fixture = try GuardFixture()
        put(try key(), fixture)
        let client = try fixture.fixture.client(GuardFixture.request(token: Self.text))
        let backend = try fixture.fixture.backend()
        _ = try fixture.fixture.request(backend)
        backend.send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n: \n")
        try fixture.fixture.turn { client.text.contains("\r\n\r\n") }
        fixture.fixture.worker.apply(
            ChangeSet(revision: 2, changes: [.delete(RecordKey(.apiKeys, "abcde01234"))]))
        try fixture.fixture.turn { client.isEnded }
    }

    @Test func `lists count for the owner of a key`() throws {
        let fixture = try GuardFixture { $0.requiredGroups = ["admins"] }
        put(try key(), fixture)
        #expect(try fixture.refused(GuardFixture.request(token: Self.text)).status == 403)
    }

    @Test func `the scopes of a key are all it has`() throws {
        let fixture = try GuardFixture { $0.allowedScopes = ["mcp:write"] }
        put(try key { $0.scopes = ["mcp:read"] }, fixture)
        #expect(try fixture.refused(GuardFixture.request(token: Self.text)).status == 403)
        put(try key { $0.scopes = ["mcp:write"] }, fixture)
        #expect(try fixture.admits(Self.text))
    }

    @Test func `a key of a local account needs the account`() throws {
        let fixture = try GuardFixture()
        put(try key { $0.subject = "local:alice" }, fixture)
        #expect(try !fixture.admits(Self.text))
        var alice = LocalUser(name: "alice", passwordHash: "", createdAt: 1, updatedAt: 1)
        fixture.fixture.worker.apply(ChangeSet(revision: 2, changes: [.put(.user(alice))]))
        #expect(try fixture.admits(Self.text))
        alice.isDisabled = true
        fixture.fixture.worker.apply(ChangeSet(revision: 3, changes: [.put(.user(alice))]))
        #expect(try !fixture.admits(Self.text))
    }

    @Test func `a key is no session`() throws {
        let fixture = try GuardFixture { $0.mode = .redirect }
        put(try key(), fixture)
        #expect(try fixture.admits(Self.text))
        let response = try fixture.refused(
            GuardFixture.request("GET", "/", token: nil, "Cookie: unified_auth_token=\(Self.text)"))
        #expect(response.status == 401)
    }
}
