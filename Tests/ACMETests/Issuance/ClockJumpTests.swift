import ACME
import ProxyModel
import Synchronization
import TestSupport
import Testing

/// What a node wrote whose clock was a year ahead, found by nodes whose clocks are right.
@Suite struct `A clock that was ahead` {
    private static let year: Int64 = 365 * 86_400_000
    private let world: SimulatedWorld

    init() throws { world = try SimulatedWorld() }

    /// Issues, lets attempts fail a year later, and puts the clock back to when the renewal is due.
    private func jump(backBy early: Int64 = 0) async throws -> Int64 {
        try await world.want()
        let moment = try #require(try await world.proceed().renewal?.moment)
        let begin = world.clock.now
        world.authority.fault.withLock { fault in
            fault = { call throws(ACMEFailure) in if call.method == "newOrder" { throw .transport("away") } }
        }
        world.clock.correct(to: begin + Self.year)
        for _ in 0..<3 { #expect(try await world.proceed().phase == .failed) }
        world.authority.fault.withLock { $0 = nil }
        world.clock.correct(to: moment - early)
        #expect(try #require(world.store.schedule["site"]) > moment + 200 * 86_400_000)
        return moment
    }

    @Test func `does not keep anybody from the renewal`() async throws {
        let moment = try await jump()
        let worker = IssuanceWorker(world.environment())
        let configuration = world.configuration
        func isRenewed() -> Bool { configuration.certificate("site").map { $0.notBefore >= moment } ?? false }
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await worker.run() }
            let deadline = ContinuousClock.now + .seconds(20)
            while !isRenewed(), ContinuousClock.now < deadline {
                try? await Task.sleep(for: .milliseconds(2))
            }
            group.cancelAll()
        }
        #expect(isRenewed())
    }

    @Test(arguments: [0, 5 * 86_400_000] as [Int64])
    func `does not keep an operator from a new one, before and after the renewal is due`(early: Int64) async throws {
        _ = try await jump(backBy: early)
        var intent = try #require(world.configuration.intent("site"))
        intent.renewalRequestedAt = world.clock.now
        world.configuration.put(.certificateIntent(intent))
        let asked = world.clock.now
        #expect(try await world.driver().run("site"))
        let issuance = try #require(try await world.issuances.issuance("site"))
        #expect(issuance.phase == .issued && issuance.failure == nil)
        #expect(try #require(world.configuration.certificate("site")).notBefore >= asked)
        #expect(try #require(world.store.schedule["site"]) <= world.clock.now + 86_400_000)
    }

    @Test func `does not have one new one after the other ordered by a request from it`() async throws {
        try await world.want()
        #expect(try await world.proceed().phase == .issued)
        try await ask(at: world.clock.now + Self.year)
        for _ in 0..<3 { #expect(try await world.proceed().phase == .issued) }
        #expect(world.authority.orders.count == 1)
    }

    @Test func `has a new one ordered once, when the time of a request comes that is a little ahead`() async throws {
        try await world.want()
        #expect(try await world.proceed().phase == .issued)
        let time = world.clock.now + 2_000
        try await ask(at: time)
        #expect(world.authority.orders.count == 1)
        #expect(world.store.schedule["site"] == time)
        for _ in 0..<3 { #expect(try await world.proceed().phase == .issued) }
        #expect(world.authority.orders.count == 2)
    }

    @Test func `has a new one ordered in spite of a failure when the time of a request comes`() async throws {
        world.authority.fault.withLock { fault in
            fault = { call throws(ACMEFailure) in if call.method == "newOrder" { throw .transport("away") } }
        }
        try await world.want()
        for _ in 0..<6 { #expect(try await world.proceed().phase == .failed) }
        world.authority.fault.withLock { $0 = nil }
        let time = world.clock.now + 2_000
        try await ask(at: time)
        #expect(world.store.schedule["site"] == time)
        #expect(try await world.proceed().phase == .issued)
    }

    /// Has somebody ask for a new one, and a node look at once.
    private func ask(at time: Int64) async throws {
        var intent = try #require(world.configuration.intent("site"))
        intent.renewalRequestedAt = time
        world.configuration.put(.certificateIntent(intent))
        #expect(try await world.driver().run("site"))
    }
}
