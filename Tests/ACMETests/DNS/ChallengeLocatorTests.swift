import ACME
import Egress
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1)))
struct `Finding where the record of a challenge belongs` {
    private static let zones: [NameServerFixture.Zone] = [
        .init(
            "example.test",
            [
                "www A 192.0.2.1", "_acme-challenge.delegated CNAME delegated.challenges.test.",
                "_acme-challenge.twice CNAME step", "step CNAME twice.challenges.test.",
                "_acme-challenge.circle CNAME round", "round CNAME _acme-challenge.circle",
                "_acme-challenge.lost CNAME nobody.elsewhere.test.", "sub NS ns1.example.test.",
            ]),
        .init("sub.example.test"), .init("challenges.test"),
    ]

    private func locate(_ name: String) async throws -> ChallengeLocator.Location {
        try await withNameServer(.init(Self.zones)) { fixture in
            var settings = DNSSettings()
            settings.servers = [try #require(DNSServer(fixture.endpoint))]
            settings.rounds = 1
            let client = try DNSClient(settings)
            defer { client.shutDown() }
            return try await ChallengeLocator(client: client).locate(name)
        }
    }

    @Test(arguments: [
        ("_acme-challenge.example.test", "_acme-challenge.example.test", "example.test"),
        ("_acme-challenge.www.example.test", "_acme-challenge.www.example.test", "example.test"),
        ("_acme-challenge.a.b.example.test", "_acme-challenge.a.b.example.test", "example.test"),
        ("_acme-challenge.sub.example.test", "_acme-challenge.sub.example.test", "sub.example.test"),
        ("_ACME-challenge.X.sub.example.test.", "_acme-challenge.x.sub.example.test", "sub.example.test"),
        ("_acme-challenge.delegated.example.test", "delegated.challenges.test", "challenges.test"),
        ("_acme-challenge.twice.example.test", "twice.challenges.test", "challenges.test"),
    ])
    func `follows aliases to the zone`(_ name: String, _ target: String, _ zone: String) async throws {
        let location = try await locate(name)
        #expect(location.name == target && location.zone == zone)
    }

    @Test func `tells a circle of aliases`() async throws {
        await #expect(throws: DNSProviderFailure(.zoneNotFound)) {
            try await locate("_acme-challenge.circle.example.test")
        }
    }

    @Test(arguments: ["_acme-challenge.lost.example.test", "_acme-challenge.elsewhere.test"])
    func `tells a resolver that refuses`(_ name: String) async throws {
        await #expect(throws: DNSProviderFailure(.notLookedUp)) { try await locate(name) }
    }
}
