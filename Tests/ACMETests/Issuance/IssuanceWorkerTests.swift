import ACME
import ProxyModel
import Synchronization
import TestSupport
import Testing

@Suite struct `What a node takes up` {
    /// A time at which the next look at the schedule never comes.
    private struct StoppedClock: IssuanceClock {
        let now: Int64

        func sleep(until moment: Int64) async throws { try await Task.sleep(for: .seconds(3_600)) }
    }

    private let world: SimulatedWorld

    init() throws { world = try SimulatedWorld() }

    /// Lets a worker run at a stopped clock until a condition holds, and ends it.
    private func work(until isDone: @escaping @Sendable () -> Bool) async throws {
        var environment = world.environment()
        environment.clock = StoppedClock(now: world.clock.now)
        let worker = IssuanceWorker(environment)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await worker.run() }
            let deadline = ContinuousClock.now + .seconds(20)
            while !isDone(), ContinuousClock.now < deadline { try await Task.sleep(for: .milliseconds(2)) }
            group.cancelAll()
        }
    }

    private func issue(_ names: [String]) async throws {
        for name in names {
            try await world.want(name, ["\(name).example"])
            try await world.proceed(name)
        }
    }

    @Test func `a backlog is worked off without waiting for the next look`() async throws {
        let names = (0..<30).map { "c\($0)" }
        try await issue(names)
        let (store, now) = (world.store, world.clock.now)
        try await store.hasten(names, to: now)
        try await work { store.schedule.values.allSatisfy { $0 > now + 60_000 } }
        #expect(store.schedule.values.allSatisfy { $0 > now + 60_000 })
        #expect(store.schedule.count == names.count)
    }

    @Test func `what another node has is not asked for again and again`() async throws {
        let names = (0..<12).map { "c\($0)" }
        try await issue(names)
        let (store, now) = (world.store, world.clock.now)
        try await store.hasten(names, to: now)
        for name in names { _ = try #require(try await store.acquire(name, lifetime: 60_000)) }
        let looks = Mutex(0)
        var environment = world.environment()
        environment.clock = StoppedClock(now: now)
        let worker = IssuanceWorker(environment, onRound: { looks.withLock { $0 += 1 } })
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await worker.run() }
            try? await Task.sleep(for: .milliseconds(300))
            group.cancelAll()
        }
        #expect((1...names.count + 1).contains(looks.withLock { $0 }))
    }

    @Test func `what other nodes have does not keep a node from the rest`() async throws {
        let names = (0..<40).map { "held\($0)" }
        try await issue(names + ["free"])
        let (store, now) = (world.store, world.clock.now)
        for name in names { _ = try #require(try await store.acquire(name, lifetime: 60_000)) }
        try await store.prefer(names, now: now)
        try await store.hasten(["free"], to: now)
        try await work { store.schedule["free"].map { $0 > now + 60_000 } ?? false }
        #expect(try #require(store.schedule["free"]) > now + 60_000)
    }

    @Test func `what somebody waits for comes before a backlog`() async throws {
        let names = (0..<20).map { "c\($0)" }
        try await issue(names)
        let (store, now) = (world.store, world.clock.now)
        try await store.hasten(names, to: now - 30 * 86_400_000)
        try await world.want("new", ["new.example"])
        try await IssuanceWorker(world.environment()).hasten(["new"])
        #expect(try await store.due(by: now, limit: 1) == ["new"])
    }
}
