import ACME
import ProxyModel
import Synchronization
import TestSupport
import Testing

@Suite struct `An error that nobody expected` {
    /// Accounts that were sealed with another key.
    private struct SealedAccounts: AuthorityDirectory {
        struct WrongKey: Error, CustomStringConvertible {
            let description = "the account cannot be opened: another SECRET_KEY"
        }

        func authority(_ issuer: Issuer, email: String?) async throws -> any CertificateAuthority { throw WrongKey() }
    }

    private let world: SimulatedWorld

    init() throws { world = try SimulatedWorld() }

    private func run() async throws -> Issuance {
        var environment = world.environment()
        environment.authorities = SealedAccounts()
        _ = try await IssuanceDriver(environment).run("site")
        return try #require(try await world.issuances.issuance("site"))
    }

    @Test func `is why there is no certificate`() async throws {
        try await world.want()
        let issuance = try await run()
        #expect(issuance.phase == .failed && issuance.failure?.kind == .configuration)
        #expect(issuance.failure?.words.contains("another SECRET_KEY") == true)
        #expect(try #require(world.store.schedule["site"]) > world.clock.now + 30_000)
    }

    @Test func `does not hold up what is asked for a renewal window`() async throws {
        try await world.want()
        let poll = try #require(try await world.proceed().renewal?.nextPoll)
        world.clock.advance(to: poll)
        let issuance = try await run()
        #expect(issuance.phase == .issued && issuance.nextAttempt > world.clock.now)
    }

    @Test func `a change that is refused ends the attempt, and one that came too late does not`() async throws {
        for (retryAfter, isFailure) in [(nil, true), (1, false)] as [(Int?, Bool)] {
            let world = try SimulatedWorld()
            try await world.want()
            world.configuration.fault.withLock { fault in
                fault = { _ throws(Problem) in
                    world.configuration.fault.withLock { $0 = nil }
                    throw Problem(.conflict, "no room for challenges", retryAfter: retryAfter)
                }
            }
            if isFailure {
                #expect(try await world.proceed().failure?.words == "no room for challenges")
            } else {
                await #expect(throws: Problem.self) { try await world.proceed() }
            }
        }
    }

    @Test func `is told by the worker that it stopped`() async throws {
        try await world.want()
        world.fault.withLock { $0 = { place, _ in if place == .acquired { throw SimulatedWorld.Killed() } } }
        let told = Mutex<[String]>([])
        var environment = world.environment()
        environment.workEnded = { name, error in
            if error is SimulatedWorld.Killed { told.withLock { $0.append(name) } }
        }
        let worker = IssuanceWorker(environment)
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await worker.run() }
            let deadline = ContinuousClock.now + .seconds(20)
            while told.withLock({ $0.isEmpty }), ContinuousClock.now < deadline {
                try? await Task.sleep(for: .milliseconds(2))
            }
            group.cancelAll()
        }
        #expect(told.withLock { $0.first } == "site")
    }
}
