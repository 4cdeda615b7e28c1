import ACME
import ProxyModel
import Synchronization
import TestSupport
import Testing

@Suite struct `Issuance driver with Pebble` {
    private struct Killed: Error {}

    @Test(arguments: [ChallengePreference.http01, .tlsALPN01, .dns01])
    func `issues, asks for the window and renews`(_ challenge: ChallengePreference) async throws {
        var options = PebbleOptions()
        options.refusedNonces = 50
        try await PebbleServer.with(options) { pebble in
            let nodes = PebbleNodes(pebble)
            let names = ["a.example.test", challenge == .dns01 ? "*.b.example.test" : "b.example.test"]
            nodes.want("site", names) {
                $0.challenge = challenge
                $0.dnsProvider = "zone"
            }
            #expect(try await nodes.node().run("site"))
            let first = try #require(try await nodes.issuances.issuance("site"))
            #expect(first.phase == .issued, "\(first.failure?.words ?? "")")
            // This Pebble has no renewal information: it is asked again after a day.
            #expect(first.renewal?.basis == .lifetime)
            #expect(first.nextAttempt > nodes.now + 23 * 3_600_000)
            #expect(nodes.certificate("site")?.domains == names)
            #expect(pebble.orders == 1)
            var asked = try #require(nodes.intent("site"))
            asked.renewalRequestedAt = nodes.now + 1
            nodes.shared.put(.certificateIntent(asked))
            nodes.advance(by: 5_000)
            let fingerprint = nodes.certificate("site")?.fingerprint
            // Another node finds the same account.
            #expect(try await nodes.node().run("site"))
            let second = try #require(try await nodes.issuances.issuance("site"))
            #expect(second.history.map(\.outcome) == [.issued, .issued], "\(second.failure?.words ?? "")")
            #expect(nodes.certificate("site")?.fingerprint != fingerprint)
            #expect(pebble.orders == 2)
            #expect(nodes.secrets.names.count == 1)
            #expect(nodes.shared.challenges.isEmpty)
            #expect(!pebble.log.contains("error:malformed"))
        }
    }

    @Test func `goes on with the order of a node that was killed, at each step`() async throws {
        try await PebbleServer.with { pebble in
            let nodes = PebbleNodes(pebble)
            let steps = 24
            for step in 0..<steps { nodes.want("s\(step)", ["s\(step).example.test"]) }
            await withTaskGroup(of: Void.self) { group in
                for step in 0..<steps {
                    group.addTask {
                        let count = Mutex(0)
                        let fault = FaultPoint { _, _ in
                            let isHere = count.withLock { count in
                                count += 1
                                return count == step + 1
                            }
                            if isHere { throw Killed() }
                        }
                        _ = try? await nodes.node(fault).run("s\(step)")
                    }
                }
            }
            nodes.advance(by: 31_000)
            let node = nodes.node()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for step in 0..<steps { group.addTask { _ = try await node.run("s\(step)") } }
                try await group.waitForAll()
            }
            for step in 0..<steps {
                let issuance = try #require(try await nodes.issuances.issuance("s\(step)"))
                #expect(issuance.phase == .issued, "killed at \(step): \(issuance.failure?.words ?? "")")
                #expect(issuance.history.filter { $0.outcome == .issued }.count == 1)
                #expect(nodes.certificate("s\(step)") != nil)
            }
            #expect(nodes.shared.challenges.isEmpty)
            // Also where the answer to an order was lost: Pebble lists what was ordered.
            #expect(pebble.orders == steps)
        }
    }

    @Test func `two nodes find what is wanted by themselves and order each once`() async throws {
        try await PebbleServer.with { pebble in
            let nodes = PebbleNodes(pebble)
            let names = (0..<12).map { "s\($0)" }
            for name in names { nodes.want(name, ["\(name).example.test"]) }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<2 {
                    let worker = IssuanceWorker(nodes.environment())
                    group.addTask { await worker.run() }
                }
                let deadline = ContinuousClock.now + .seconds(60)
                while names.contains(where: { nodes.certificate($0) == nil }), ContinuousClock.now < deadline {
                    try await Task.sleep(for: .milliseconds(50))
                }
                group.cancelAll()
                try await group.waitForAll()
            }
            for name in names { #expect(nodes.certificate(name) != nil) }
            #expect(pebble.orders == names.count)
            #expect(nodes.secrets.names.count == 1)
        }
    }

    @Test func `says in words what the authority found`() async throws {
        try await PebbleServer.with { pebble in
            let nodes = PebbleNodes(pebble)
            try await pebble.challenges.failLookups(of: "broken.example.test")
            nodes.want("site", ["broken.example.test"]) {
                $0.challenge = .dns01; $0.dnsProvider = "zone"
            }
            try await pebble.challenges.failLookups(of: "_acme-challenge.broken.example.test")
            #expect(try await nodes.node().run("site"))
            let issuance = try #require(try await nodes.issuances.issuance("site"))
            #expect(issuance.phase == .failed)
            #expect(issuance.failure?.kind == .validation)
            #expect(issuance.failure?.words.contains("broken.example.test") == true)
            #expect(issuance.nextAttempt > nodes.now)
        }
    }
}
