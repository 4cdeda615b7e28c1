internal import ProxyModel
internal import Synchronization

/// The work at one engine while it answers: as long as the lease is held, services are looked at.
final class EngineSession: Sendable {
    /// Milliseconds between full looks, for what no event has told.
    private static let fullLook: Int64 = 30_000
    /// Milliseconds after an event in which its outcome can be seen at the latest.
    private static let echo: Int64 = 1_000
    /// Between looks at the configuration and at what is due.
    private static let tick = Duration.milliseconds(250)
    /// Between questions whether the engine still answers.
    private static let pulse = Duration.seconds(5)
    private static let standby = Duration.seconds(2)

    private struct State {
        var schedule = LookSchedule()
        var seen: [String: Revision] = [:]
        var revision: Revision?
        var nextFullLook: Int64 = 0
        var nextWakeLook: Int64 = 0
        var signal: AsyncStream<Void>.Continuation?
    }

    private let environment: EngineControllerEnvironment
    private let client: EngineClient
    private let surroundings: ReconciliationFacts.Surroundings
    private let lease: EngineLease
    private let uses: ServiceUseStore
    private let state = Mutex(State())

    init(
        _ environment: EngineControllerEnvironment, client: EngineClient,
        surroundings: ReconciliationFacts.Surroundings, lease: EngineLease
    ) {
        self.environment = environment
        self.client = client
        self.surroundings = surroundings
        self.lease = lease
        uses = ServiceUseStore(environment.store)
    }

    /// Says that something may be due.
    func nudge() { state.withLock { $0.signal }?.yield() }

    /// Works until the engine is away, or the task is cancelled.
    ///
    /// Throws the engine's failure.
    func run() async throws(EngineFailure) {
        while !Task.isCancelled {
            // A store that is away gives no lease: nothing is changed at the engine meanwhile.
            if (try? await lease.take()) == true {
                defer { environment.note(EngineNotice(.done, "the lease of engine \(surroundings.engine) has ended")) }
                try await work()
            } else {
                try await client.ping()
                try? await Task.sleep(for: Self.standby)
            }
        }
    }

    // MARK: With the lease

    private func work() async throws(EngineFailure) {
        environment.note(EngineNotice(.done, "services of engine \(surroundings.engine) are looked after here"))
        let journal = ServiceJournal(environment)
        let look = ServiceLook(
            environment, client: client, surroundings: surroundings, lease: lease, journal: journal)
        let (signals, signal) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        state.withLock { state in
            state = State()
            state.signal = signal
        }
        let watch = EngineWatch(client: client, installation: surroundings.installation)
        let outcome = await withTaskGroup(of: Result<Void, EngineFailure>.self) { group in
            group.addTask {
                await self.keepLease()
                return .success(())
            }
            group.addTask { await Self.result { () throws(EngineFailure) in try await self.feelPulse() } }
            group.addTask {
                await Self.result { () throws(EngineFailure) in
                    try await watch.follow(onStart: { self.lookAtAll() }) { service, event in
                        self.mark(service)
                        journal.note(event, of: service)
                    }
                    throw EngineFailure(.interrupted, "no more events")
                }
            }
            group.addTask {
                await Self.result { () throws(EngineFailure) in
                    try await watch.followNetworks { id in
                        if let service = look.service(withContainer: id) { self.mark(service) }
                    }
                    throw EngineFailure(.interrupted, "no more events")
                }
            }
            group.addTask {
                await journal.run()
                return .success(())
            }
            group.addTask {
                await self.dispatch(signals, look)
                return .success(())
            }
            group.addTask {
                while (try? await Task.sleep(for: Self.tick)) != nil { signal.yield() }
                return .success(())
            }
            let first = await group.next() ?? .success(())
            group.cancelAll()
            signal.finish()
            return first
        }
        state.withLock { $0.signal = nil }
        try outcome.get()
    }

    private static func result(
        _ body: () async throws(EngineFailure) -> Void
    ) async -> Result<Void, EngineFailure> {
        do throws(EngineFailure) {
            try await body()
            return .success(())
        } catch {
            return .failure(error)
        }
    }

    /// Renews the lease until it is lost.
    private func keepLease() async {
        var pause = EngineLease.renewal
        while lease.isHeld, (try? await Task.sleep(for: .milliseconds(pause))) != nil {
            guard let isRenewed = try? await lease.take() else {
                // The store is away: what is left of the lease is used to try again.
                pause = 500
                continue
            }
            if !isRenewed { return }
            pause = EngineLease.renewal
        }
    }

    private func feelPulse() async throws(EngineFailure) {
        while (try? await Task.sleep(for: Self.pulse)) != nil { try await client.ping() }
    }

    // MARK: What is due

    private func lookAtAll() {
        state.withLock { $0.nextFullLook = 0 }
        nudge()
    }

    /// Has a service looked at soon.
    func mark(_ service: String) {
        let now = environment.now()
        // Engines tell of some things before they can be seen.
        state.withLock { $0.schedule.mark(service, at: now, echo: now + Self.echo) }
        nudge()
    }

    private func dispatch(_ signals: AsyncStream<Void>, _ look: ServiceLook) async {
        await withDiscardingTaskGroup { group in
            for await _ in signals {
                if isFullLookDue() { group.addTask { await self.sweep(look) } }
                markChanged()
                await markWoken()
                let now = environment.now()
                for service in state.withLock({ $0.schedule.take(at: now) }) {
                    group.addTask {
                        let next = await look.work(on: service)
                        self.state.withLock { $0.schedule.finish(service, lookAgainAt: next) }
                        self.nudge()
                    }
                }
            }
            group.cancelAll()
        }
    }

    /// Marks the services whose records have changed.
    private func markChanged() {
        guard let snapshot = environment.snapshot() else { return }
        let now = environment.now()
        state.withLock { state in
            guard state.revision != snapshot.revision else { return }
            state.revision = snapshot.revision
            for (name, stored) in snapshot.dockerServices where state.seen[name] != stored.revision {
                state.seen[name] = stored.revision
                state.schedule.mark(name, at: now)
            }
            for name in state.seen.keys where snapshot.dockerServices[name] == nil {
                state.seen[name] = nil
                state.schedule.mark(name, at: now)
            }
        }
    }

    /// Marks the services that are asleep and that requests wait for.
    private func markWoken() async {
        let now = environment.now()
        guard let snapshot = environment.snapshot(),
            state.withLock({ state in
                defer { if now >= state.nextWakeLook { state.nextWakeLook = now + 500 } }
                return now >= state.nextWakeLook
            })
        else { return }
        for (name, stored) in snapshot.serviceEndpoints where stored.value.phase == .asleep {
            guard snapshot.dockerServices[name]?.value.engine == surroundings.engine,
                (try? await uses.isWakeWanted(name)) == true
            else { continue }
            state.withLock { $0.schedule.mark(name, at: now) }
        }
    }

    private func isFullLookDue() -> Bool {
        let now = environment.now()
        return state.withLock { state in
            guard now >= state.nextFullLook, environment.snapshot() != nil else { return false }
            state.nextFullLook = now + Self.fullLook
            return true
        }
    }

    /// Looks at every service, at networks that nobody needs, and at containers without a service.
    private func sweep(_ look: ServiceLook) async {
        let now = environment.now()
        let names = environment.snapshot()?.dockerServices.keys.sorted() ?? []
        state.withLock { state in
            for name in names { state.schedule.mark(name, at: now) }
        }
        nudge()
        let inventory = EngineInventory(
            client: client, environment: environment, surroundings: surroundings, records: look.records)
        let unrecorded = await inventory.sweep { self.lease.isHeld }
        for name in unrecorded { mark(name) }
    }
}
