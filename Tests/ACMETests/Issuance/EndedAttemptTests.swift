import ACME
import ProxyModel
import Synchronization
import TestSupport
import Testing

@Suite struct `Attempts that ended` {
    private final class Told: Sendable {
        let attempts = Mutex<[Int64]>([])
    }

    private let world: SimulatedWorld
    private let told = Told()

    init() throws { world = try SimulatedWorld() }

    private func proceed() async throws {
        var environment = world.environment()
        environment.attemptEnded = { [told] _, attempt in told.attempts.withLock { $0.append(attempt.number) } }
        world.clock.advance(to: world.store.schedule["site"] ?? 0)
        _ = try await IssuanceDriver(environment).run("site")
    }

    @Test func `are told once, by the node that made them`() async throws {
        try await world.want()
        try await proceed()
        #expect(told.attempts.withLock { $0 } == [1])
        // A look at the renewal window is written, and is no attempt.
        let window = world.clock.now + 40 * 86_400_000
        world.authority.state.withLock {
            $0.window = RenewalWindow(start: window, end: window + 3_600_000, explanationURL: nil)
        }
        let before = world.written.withLock { $0.count }
        try await proceed()
        #expect(world.written.withLock { $0.count } > before)
        #expect(told.attempts.withLock { $0 } == [1])
    }

    @Test func `are told also when they failed`() async throws {
        try await world.want()
        world.authority.fault.withLock { fault in
            fault = { call throws(ACMEFailure) in if call.method == "newOrder" { throw .transport("away") } }
        }
        try await proceed()
        try await proceed()
        #expect(told.attempts.withLock { $0 } == [1, 2])
    }
}
