import ACME
import Egress
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1)))
struct `Waiting for every authoritative server` {
    private static let record = TXTRecord(name: "_x.example.test", zone: "example.test", value: "there")

    /// Two servers of one zone on one port, each with records of its own.
    private func withServers(
        _ first: [String], _ second: [String],
        _ body: (PropagationCheck, DNSClient, NameServerFixture, NameServerFixture) async throws -> Void
    ) async throws {
        var options = NameServerFixture.Options([.init("example.test", first)])
        options.nameServers = ["127.0.0.1", "::1"]
        try await withNameServer(options) { one in
            options.zones = [.init("example.test", second)]
            options.address = "::1"
            options.port = one.port
            try await withNameServer(options) { two in
                var settings = DNSSettings()
                settings.servers = [try #require(DNSServer(one.endpoint))]
                settings.rounds = 1
                settings.attemptTimeout = .milliseconds(200)
                let client = try DNSClient(settings)
                defer { client.shutDown() }
                let check = PropagationCheck(client: client, port: one.port, pause: .milliseconds(20))
                try await body(check, client, one, two)
            }
        }
    }

    private func failure(_ check: PropagationCheck, _ timeout: Duration) async -> DNSProviderFailure? {
        do throws(DNSProviderFailure) {
            try await check.wait(for: Self.record, timeout: timeout)
            return nil
        } catch {
            return error
        }
    }

    @Test func `returns when all have the record`() async throws {
        try await withServers(["_x TXT there", "_x TXT other"], ["_x TXT there"]) { check, _, _, _ in
            #expect(await failure(check, .seconds(10)) == nil)
        }
    }

    @Test func `names the server that does not have it`() async throws {
        try await withServers(["_x TXT there"], ["_x TXT other"]) { check, _, _, _ in
            let failure = try #require(await failure(check, .milliseconds(200)))
            #expect(failure.code == .notPropagated)
            #expect(failure.description.contains("ns2.example.test does not have it"))
            #expect(!failure.description.contains("ns1"))
        }
    }

    @Test func `goes on as soon as the last one has it`() async throws {
        try await withServers(["_x TXT there"], []) { check, client, _, two in
            async let result = failure(check, .seconds(30))
            try await Task.sleep(for: .milliseconds(100))
            let key = try #require(TSIGKey(name: two.keyName, secret: two.keySecret))
            try await client.update(
                DNSUpdate(zone: "example.test", changes: [.add(name: "_x.example.test", value: "there", ttl: 1)]),
                at: try #require(DNSServer(two.endpoint)), signedWith: key)
            #expect(await result == nil)
        }
    }

    @Test func `leaves out a server that stays silent`() async throws {
        try await withServers(["_x TXT there"], []) { check, _, _, two in
            two.freeze()
            #expect(await failure(check, .seconds(30)) == nil)
        }
    }

    @Test func `fails when no server answers`() async throws {
        try await withServers(["_x TXT there"], ["_x TXT there"]) { _, client, one, _ in
            let check = PropagationCheck(client: client, port: 1, pause: .milliseconds(20))
            let failure = try #require(await failure(check, .seconds(30)))
            #expect(failure.code == .notPropagated && failure.description.contains("does not answer"))
            #expect(one.port != 1)
        }
    }

    @Test func `ends with its task`() async throws {
        try await withServers([], []) { check, _, _, _ in
            let task = Task { await failure(check, .seconds(50)) }
            task.cancel()
            #expect(await task.value?.code == .cancelled)
        }
    }
}
