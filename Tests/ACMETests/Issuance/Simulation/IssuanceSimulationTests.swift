import ACME
import ProxyModel
import Synchronization
import TestSupport
import Testing

/// Many nodes, seeded faults at every step, time that jumps: what must hold whatever happens.
@Suite struct `Issuances under random faults` {
    private static let hour: Int64 = 3_600_000
    private static let certificates = 6
    private static let rounds = 400

    @Test(arguments: 1...8 as ClosedRange<UInt64>)
    func `order once for each attempt, store whole, and go on`(seed: UInt64) async throws {
        let world = try SimulatedWorld(seed: seed)
        let chaos = Chaos(world)
        chaos.begin()
        for index in 0..<Self.certificates {
            try await world.want("c\(index)", ["c\(index).example", "www.c\(index).example"])
        }
        for _ in 0..<Self.rounds {
            await chaos.round()
            try await checkInvariants(world, seed)
        }
        chaos.end()
        for index in 0..<Self.certificates {
            try await world.store.hasten(["c\(index)"], to: world.clock.now)
        }
        for _ in 0..<Self.rounds where !(try await isQuiet(world)) {
            world.clock.advance(by: 31_000)
            let due = try await world.store.due(by: world.clock.now, limit: 10)
            if due.isEmpty { world.clock.advance(to: world.store.schedule.values.min() ?? world.clock.now) }
            for name in due { _ = try await world.driver().run(name) }
            try await checkInvariants(world, seed)
        }
        for index in 0..<Self.certificates {
            let issuance = try #require(try await world.issuances.issuance("c\(index)"))
            #expect(issuance.phase == .issued, "seed \(seed)")
            let certificate = try #require(world.configuration.certificate("c\(index)"))
            #expect(certificate.isActive(at: world.clock.now), "seed \(seed)")
        }
        #expect(world.configuration.challenges.isEmpty, "seed \(seed)")
    }

    private func isQuiet(_ world: SimulatedWorld) async throws -> Bool {
        for index in 0..<Self.certificates {
            guard try await world.issuances.issuance("c\(index)")?.phase == .issued,
                world.configuration.certificate("c\(index)")?.isActive(at: world.clock.now) == true
            else { return false }
        }
        return true
    }

    private func checkInvariants(_ world: SimulatedWorld, _ seed: UInt64) async throws {
        for index in 0..<Self.certificates {
            let name = "c\(index)"
            try await world.checkCertificate(name)
            let attempts = world.orderedAttempts.withLock { $0[name] ?? [] }
            #expect(Set(attempts).count == attempts.count, "seed \(seed): two orders for one attempt of \(name)")
            let time = try #require(world.store.schedule[name], "seed \(seed): \(name) is not scheduled")
            #expect(time < world.clock.now + 90 * 24 * Self.hour, "seed \(seed)")
            let tokens = world.recorded.tokens.withLock { $0[name] ?? [] }
            #expect(tokens == tokens.sorted(), "seed \(seed): an older lease wrote \(name)")
        }
    }
}

/// What goes wrong: nodes die and hang, the store goes away, the authority fails before and after it has done what it was
/// asked, and others work while one sleeps.
private final class Chaos: Sendable {
    private let world: SimulatedWorld
    private let depth = Mutex(0)

    init(_ world: SimulatedWorld) { self.world = world }

    func begin() {
        world.fault.withLock { $0 = { [self] _, _ in try await strike() } }
        world.clock.meanwhile.withLock { $0 = { [self] in if world.next(below: 4) == 0 { await nested() } } }
        world.authority.fault.withLock { fault in
            fault = { [world] call throws(ACMEFailure) in
                switch world.next(below: 60) {
                case 0: throw .transport("no answer")
                case 1: throw .problem(ACMEProblem(.serverInternal, detail: "trouble", status: 500))
                case 2: throw .problem(ACMEProblem(.rateLimited, detail: "limit", status: 429, retryAfter: 60_000))
                default: break
                }
            }
        }
        world.authority.verdict.withLock { verdict in
            verdict = { [world] _, _ in
                world.next(below: 12) == 0 ? ACMEProblem(.connection, detail: "no connection") : nil
            }
        }
        world.configuration.fault.withLock { fault in
            fault = { [world] _ throws(Problem) in
                if world.next(below: 60) == 0 { throw Problem(.storeUnavailable, "the store is away") }
            }
        }
    }

    func end() {
        world.fault.withLock { $0 = nil }
        world.clock.meanwhile.withLock { $0 = nil }
        world.authority.fault.withLock { $0 = nil }
        world.authority.verdict.withLock { $0 = nil }
        world.configuration.fault.withLock { $0 = nil }
        world.store.setOutage(nil)
    }

    /// One node takes up one thing that is due, after some time.
    func round() async {
        world.store.setOutage(nil)
        world.clock.advance(by: Int64(world.next(below: 40_000)))
        guard var due = try? await world.store.due(by: world.clock.now, limit: 10) else { return }
        if due.isEmpty {
            let next = world.store.schedule.values.min() ?? world.clock.now
            // From time to time the clock goes on to a renewal.
            guard next < world.clock.now + 7_200_000 || world.next(below: 3) == 0 else { return }
            world.clock.advance(to: next)
            due = (try? await world.store.due(by: world.clock.now, limit: 10)) ?? []
        }
        guard !due.isEmpty else { return }
        _ = try? await world.driver().run(due[world.next(below: due.count)])
    }

    private func strike() async throws {
        switch world.next(below: 100) {
        case 0..<4: throw SimulatedWorld.Killed()
        case 4..<7:
            // The node hangs: its lease runs out, and others go on with what it left.
            world.clock.advance(by: Int64(world.next(below: 90_000)))
            await nested()
        case 7: world.store.setOutage("no connection")
        default: break
        }
    }

    /// What another node does while this one is at its step.
    private func nested() async {
        guard
            depth.withLock({
                $0 += 1; return $0
            }) <= 2
        else { return depth.withLock { $0 -= 1 } }
        await round()
        depth.withLock { $0 -= 1 }
    }
}
