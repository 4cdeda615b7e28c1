import ACME
import Egress
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1)))
struct `Publishing by dynamic updates` {
    private func withProvider(
        _ zones: [NameServerFixture.Zone] = [.init("example.test")], secret: String? = nil, keyName: String? = nil,
        timeout: Duration = .seconds(10),
        _ body: (RFC2136Provider, DNSClient, NameServerFixture) async throws -> Void
    ) async throws {
        try await withNameServer(.init(zones)) { fixture in
            let client = try DNSClient(Self.settings(fixture, timeout))
            let key = try #require(TSIGKey(name: keyName ?? fixture.keyName, secret: secret ?? fixture.keySecret))
            let server = try #require(DNSServer(fixture.endpoint))
            let provider = RFC2136Provider(client: client, server: server, key: key)
            try await body(provider, client, fixture)
            client.shutDown()
        }
    }

    private static func settings(_ fixture: NameServerFixture, _ timeout: Duration) -> DNSSettings {
        var settings = DNSSettings()
        settings.servers = [DNSServer(fixture.endpoint)].compactMap { $0 }
        settings.rounds = 1
        settings.updateTimeout = timeout
        return settings
    }

    private func record(_ value: String, zone: String = "example.test") -> TXTRecord {
        TXTRecord(name: "_acme-challenge.example.test", zone: zone, value: value)
    }

    private func failure(_ provider: RFC2136Provider, _ record: TXTRecord) async -> DNSProviderFailure? {
        do throws(DNSProviderFailure) {
            try await provider.add(record)
            return nil
        } catch {
            return error
        }
    }

    @Test func `a wildcard and its apex have two records at one name`() async throws {
        try await withProvider { provider, client, _ in
            func values() async throws -> [String] {
                try await client.query("_acme-challenge.example.test", .txt).texts.sorted()
            }
            try await provider.add(record("apex"))
            try await provider.add(record("wildcard"))
            try await provider.add(record("wildcard"))
            #expect(try await values() == ["apex", "wildcard"])
            try await provider.remove(record("apex"))
            try await provider.remove(record("apex"))
            #expect(try await values() == ["wildcard"])
            try await provider.remove(record("wildcard"))
            #expect(try await client.query("_acme-challenge.example.test", .txt).outcome == .noSuchName)
        }
    }

    @Test func `a wrong key is refused, and not told`() async throws {
        let wrong = String(repeating: "B", count: 42) + "A="
        try await withProvider(secret: wrong) { provider, _, fixture in
            let failure = try #require(await failure(provider, record("a")))
            #expect(failure.code == .unauthorised)
            #expect(!failure.description.contains(wrong) && failure.description.contains(fixture.keyName))
        }
        try await withProvider(keyName: "unknown") { provider, _, _ in
            let failure = try #require(await failure(provider, record("a")))
            #expect(failure.code == .unauthorised)
        }
    }

    @Test func `a zone that may not be changed is refused`() async throws {
        try await withProvider([.init("example.test", updates: .nobody)]) { provider, _, _ in
            let failure = try #require(await failure(provider, record("a")))
            #expect(failure.code == .refused)
        }
    }

    @Test func `a zone that the server does not have is not found`() async throws {
        try await withProvider([.init("other.test")]) { provider, _, _ in
            let failure = try #require(await failure(provider, record("a")))
            #expect(failure.code == .zoneNotFound)
        }
    }

    @Test func `a server that hangs is given up`() async throws {
        try await withProvider(timeout: .milliseconds(200)) { provider, _, fixture in
            fixture.freeze()
            let failure = try #require(await failure(provider, record("a")))
            #expect(failure.code == .timedOut)
        }
    }

    @Test func `a server that is not there is not reachable`() async throws {
        let client = try DNSClient()
        let server = try #require(DNSServer("127.0.0.1:1"))
        let provider = RFC2136Provider(client: client, server: server, key: nil)
        let failure = try #require(await failure(provider, record("a")))
        #expect(failure.code == .unreachable)
    }
}
