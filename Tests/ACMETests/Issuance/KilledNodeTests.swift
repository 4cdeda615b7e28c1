import ACME
import ProxyModel
import Synchronization
import TestSupport
import Testing

@Suite struct `Node killed at each step` {
    /// More than any issuance has; the tests stop where it is over.
    private static let steps = 200

    @Test(arguments: [true, false])
    func `is followed by one that goes on with the same order`(listsOrders: Bool) async throws {
        var reached = 0
        for step in 0..<Self.steps {
            let world = try SimulatedWorld(seed: UInt64(step))
            world.authority.listsOrders.withLock { $0 = listsOrders }
            let intent = try await world.want("site", ["site.example", "www.site.example"])
            let count = Mutex(0)
            world.fault.withLock { fault in
                fault = { _, _ in
                    let isHere = count.withLock { count in
                        count += 1
                        return count == step + 1
                    }
                    if isHere { throw SimulatedWorld.Killed() }
                }
            }
            do {
                try await world.proceed()
                break
            } catch is SimulatedWorld.Killed {
                reached += 1
            }
            world.fault.withLock { $0 = nil }
            try await world.checkCertificate("site")
            let left = try await world.issuances.issuance("site")
            // Taken over within a minute of the death.
            let death = world.clock.now
            #expect(try #require(world.store.schedule["site"]) <= death + 30_000 || left?.phase == .issued)
            if left?.phase == .issued { try await world.store.hasten(["site"], to: death + 30_000) }
            world.clock.advance(by: 30_000)
            let issuance = try await world.proceed()
            #expect(issuance.phase == .issued, "killed at \(step)")
            try await world.checkCertificate("site")
            #expect(world.configuration.certificate("site")?.domains == intent.domains)
            #expect(world.configuration.challenges.isEmpty, "killed at \(step)")
            #expect(issuance.history.filter { $0.outcome == .issued }.count == 1)
            #expect(issuance.attempts == 1, "killed at \(step)")
            // Another order only where it was lost and cannot be found.
            let wasOrdering = left?.work?.stage == .ordering
            #expect(world.authority.orders.count <= (wasOrdering && !listsOrders ? 2 : 1), "killed at \(step)")
            #expect(world.authority.orders.filter { $0.chain != nil }.count == 1)
        }
        #expect(reached > 20)
    }

    @Test func `orders four times at most when nodes die each time they do`() async throws {
        let world = try SimulatedWorld()
        world.authority.listsOrders.withLock { $0 = false }
        try await world.want()
        world.fault.withLock { fault in
            fault = { [authority = world.authority, count = Mutex(0)] place, _ in
                let isNew = count.withLock { count in
                    defer { count = authority.orders.count }
                    return authority.orders.count > count
                }
                if place == .done, isNew { throw SimulatedWorld.Killed() }
            }
        }
        for _ in 0..<4 {
            await #expect(throws: SimulatedWorld.Killed.self) { try await world.proceed() }
        }
        let issuance = try await world.proceed()
        #expect(issuance.failure?.kind == .timeout)
        #expect(issuance.nextAttempt > world.clock.now)
        #expect(world.authority.orders.count == 4)
    }

    @Test func `leaves nothing of a failed attempt either`() async throws {
        for step in 0..<Self.steps {
            let world = try SimulatedWorld(seed: UInt64(step))
            try await world.want()
            world.authority.verdict.withLock { $0 = { _, _ in ACMEProblem(.dns, detail: "NXDOMAIN") } }
            let count = Mutex(0)
            world.fault.withLock { fault in
                fault = { _, _ in
                    let isHere = count.withLock { count in
                        count += 1
                        return count == step + 1
                    }
                    if isHere { throw SimulatedWorld.Killed() }
                }
            }
            do {
                try await world.proceed()
                break
            } catch is SimulatedWorld.Killed {}
            world.fault.withLock { $0 = nil }
            world.clock.advance(by: 60_000)
            try await world.store.hasten(["site"], to: world.clock.now)
            let issuance = try await world.proceed()
            #expect(issuance.phase == .failed, "killed at \(step)")
            #expect(issuance.failure?.words.contains("NXDOMAIN") == true)
            #expect(world.configuration.challenges.isEmpty)
            #expect(issuance.nextAttempt > world.clock.now)
            #expect(world.store.schedule["site"] == issuance.nextAttempt)
        }
    }
}
