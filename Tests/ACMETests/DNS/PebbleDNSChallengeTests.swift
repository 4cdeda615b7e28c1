import ACME
import ProxyModel
import Synchronization
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2)))
struct `Issuance by Pebble and a real name server` {
    private static let zones: [NameServerFixture.Zone] = [
        .init("test"), .init("example.test"),
        .init("locked.test", ["_acme-challenge CNAME locked.challenges.test."], updates: .nobody),
        .init("challenges.test"),
    ]

    /// Issues a certificate by dns-01, with Pebble asking the name server that the solver changes.
    private func issue(_ names: [String], _ scene: SolverScene) async throws {
        var options = PebbleOptions()
        options.dnsServer = scene.fixture.endpoint
        options.reusedAuthorizations = 0
        try await PebbleServer.with(options) { pebble in
            let presented = Mutex<[PendingChallenge]>([])
            let session = try await ACMESession(pebble)
            let chain = try await session.issue(names, by: "dns-01") { identifier, challenge, key in
                let token = try #require(challenge.token)
                let pending = PendingChallenge(
                    type: .dns01, identifier: identifier.value, token: token,
                    keyAuthorization: key.keyAuthorization(token: token), url: challenge.url, authorizationURL: "",
                    provider: "bind")
                try await scene.solver.present([pending])
                presented.withLock { $0.append(pending) }
            }
            #expect(Set(chain.identifiers) == Set(names.compactMap(ACMEIdentifier.init(name:))))
            await scene.solver.withdraw(presented.withLock { $0 })
            #expect(scene.leftOver.codes.isEmpty)
            #expect(!pebble.log.contains("error:malformed"))
        }
    }

    @Test func `a wildcard, its apex and a name below are shown by updates`() async throws {
        try await SolverScene.with(Self.zones, isResolver: true) { scene in
            try await issue(["example.test", "*.example.test", "a.b.example.test"], scene)
            #expect(try await scene.texts("_acme-challenge.example.test").isEmpty)
        }
    }

    @Test func `a name in a zone that may not be changed is shown by delegation`() async throws {
        try await SolverScene.with(Self.zones, isResolver: true) { scene in
            try await issue(["*.locked.test"], scene)
            #expect(try await scene.texts("locked.challenges.test").isEmpty)
        }
    }
}
