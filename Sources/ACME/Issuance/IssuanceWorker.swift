package import ProxyModel

/// Takes up what is due, on this node: a few at a time, and never by reading all certificates.
package struct IssuanceWorker: Sendable {
    /// Issuances at a time on one node.
    private static let width = 8
    /// Milliseconds between two looks at the schedule.
    private static let tick: Int64 = 1_000
    /// Milliseconds between two searches for what fell out of the schedule.
    private static let search: Int64 = 3_600_000
    /// Milliseconds: what is due later is looked at by the search, as a clock that was ahead may have put it there.
    ///
    /// Little else waits that long: most is looked at once a day, and a look in vain is cheap.
    private static let horizon: Int64 = 2 * 86_400_000
    /// How much of that one search looks at.
    private static let reach = 10_000
    /// Milliseconds without a look after the store was away.
    private static let outagePause: Int64 = 5_000

    private enum Ending: Sendable {
        case tick
        /// `didWork` = it was not another node's, and did not fail.
        case issuance(String, didWork: Bool)
    }

    private let driver: IssuanceDriver
    private let environment: IssuanceEnvironment
    private let onRound: @Sendable () -> Void

    /// Makes a worker; `onRound` is called each time it has looked at the schedule, also in vain.
    package init(_ environment: IssuanceEnvironment, onRound: @escaping @Sendable () -> Void = {}) {
        self.environment = environment
        self.onRound = onRound
        driver = IssuanceDriver(environment)
    }

    /// Makes issuances due at once and before all others: what is wanted has changed, or somebody asked.
    package func hasten(_ names: [String]) async throws(StoreFailure) {
        try await environment.store.prefer(names, now: environment.clock.now)
    }

    /// Works until the task is cancelled.
    package func run() async {
        await withTaskGroup(of: Ending.self) { group in
            var active: Set<String> = []
            // What another node works on, or one that died did: until the next look it must not stand before the rest.
            var held: Set<String> = []
            var isTicking = false
            var searchAt: Int64 = 0
            while !Task.isCancelled {
                var pause = Self.tick
                var hasMore = false
                do {
                    // A clock that was put back must not put off the search.
                    if environment.clock.now >= searchAt || searchAt > environment.clock.now + Self.search {
                        try await findUnscheduled()
                        searchAt = environment.clock.now + Self.search
                    }
                    let limit = Self.width + held.count
                    let due = try await environment.store.due(by: environment.clock.now, limit: limit)
                    let fresh = due.filter { !active.contains($0) && !held.contains($0) }
                    let taken = fresh.prefix(Self.width - active.count)
                    hasMore = due.count == limit || taken.count < fresh.count
                    for name in taken {
                        active.insert(name)
                        group.addTask { .issuance(name, didWork: await work(name)) }
                    }
                } catch {
                    pause = Self.outagePause
                }
                onRound()
                if !isTicking {
                    isTicking = true
                    let until = environment.clock.now + pause
                    group.addTask {
                        try? await environment.clock.sleep(until: until)
                        return .tick
                    }
                }
                wait: while let ending = await group.next() {
                    switch ending {
                    case .tick:
                        isTicking = false
                        held = []
                        break wait
                    case .issuance(let name, let didWork):
                        active.remove(name)
                        if !didWork { held.insert(name) }
                        // A backlog is worked off as fast as it goes.
                        if hasMore { break wait }
                    }
                }
            }
            group.cancelAll()
        }
    }

    /// What is thrown ends the work on it for now: the schedule brings it back when the lease is over.
    private func work(_ name: String) async -> Bool {
        do {
            return try await driver.run(name)
        } catch is CancellationError {
            return false
        } catch is LeaseLost {
            return false
        } catch {
            environment.workEnded(name, error)
            return false
        }
    }

    /// Puts what is wanted and not in the schedule into it: a change that no node told of, or a schedule that was lost;
    /// and makes due what the schedule has for a time that is too far away.
    private func findUnscheduled() async throws(StoreFailure) {
        let now = environment.clock.now
        let missing = try await environment.store.unscheduled(environment.configuration.intentNames)
        let distant = try await environment.store.scheduled(after: now + Self.horizon, limit: Self.reach)
        try await environment.store.hasten(missing + distant, to: now)
    }
}
