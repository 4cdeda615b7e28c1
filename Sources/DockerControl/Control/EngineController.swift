package import ProxyModel
internal import Synchronization

/// Makes one engine agree with what is on record, and answers what operations ask of it.
package final class EngineController: ServiceControl, Sendable {
    private static let shortestPause = Duration.milliseconds(250)
    private static let longestPause = Duration.seconds(10)
    /// How long an engine works that is asked again at once.
    private static let shortestSession = Duration.seconds(2)

    private static let patience = Duration.seconds(5)
    private static let unasked = EngineCondition.away(reason: "not asked yet")

    private struct State {
        var condition = EngineController.unasked
        var client: EngineClient?
        var surroundings: ReconciliationFacts.Surroundings?
        var session: EngineSession?
    }

    let environment: EngineControllerEnvironment
    private let holder: String
    private let state = Mutex(State())

    /// Makes the control of an engine; `holder` names this process, unlike every other one.
    package init(environment: EngineControllerEnvironment, holder: String) {
        self.environment = environment
        self.holder = holder
    }

    /// Works until the task is cancelled.
    ///
    /// An engine that is away is asked again and again; what was said of services stays meanwhile.
    package func run() async {
        var pause = Self.shortestPause
        while !Task.isCancelled {
            let start = ContinuousClock.now
            do throws(EngineFailure) {
                let (client, surroundings) = try await connect()
                try await work(client, surroundings)
            } catch {
                leave(error)
            }
            // One that says who it is and nothing else is no better than one that is away.
            if ContinuousClock.now - start > Self.shortestSession { pause = Self.shortestPause }
            try? await Task.sleep(for: pause)
            pause = min(pause * 2, Self.longestPause)
        }
        leave(EngineFailure(.cancelled))
    }

    private func connect() async throws(EngineFailure) -> (EngineClient, ReconciliationFacts.Surroundings) {
        let settings = environment.settings
        let client = try await EngineClient.connect(
            to: settings.address, by: environment.fetcher, pinned: settings.version)
        let engine = try await client.information()
        // Podman has no identifier, and one engine for each host.
        let id = engine.id.isEmpty ? "host:\(engine.name)" : engine.id
        var surroundings = ReconciliationFacts.Surroundings(
            engine: id, node: settings.node, installation: settings.installation)
        surroundings.nodeLabels = settings.nodeLabels
        surroundings.reach = settings.reach
        surroundings.drift = settings.drift
        let condition = EngineCondition.connected(
            id: id, version: engine.version, api: client.version.description, node: settings.node)
        state.withLock { [surroundings] state in
            state.condition = condition
            state.client = client
            state.surroundings = surroundings
        }
        environment.note(EngineNotice(.done, "engine \(engine.version) (API \(client.version)) answers"))
        return (client, surroundings)
    }

    private func work(
        _ client: EngineClient, _ surroundings: ReconciliationFacts.Surroundings
    ) async throws(EngineFailure) {
        let lease = EngineLease(environment.store, engine: surroundings.engine, holder: holder)
        let session = EngineSession(environment, client: client, surroundings: surroundings, lease: lease)
        state.withLock { $0.session = session }
        let outcome: Result<Void, EngineFailure>
        do throws(EngineFailure) {
            try await session.run()
            outcome = .success(())
        } catch {
            outcome = .failure(error)
        }
        // Also at the end of the process, so that another node need not wait for the end of its time.
        await Task { await lease.release() }.value
        try outcome.get()
    }

    private func leave(_ failure: EngineFailure) {
        let reason = failure.description
        let isNews = state.withLock { state in
            let isNews = state.condition != .away(reason: reason)
            state = State()
            state.condition = .away(reason: reason)
            return isNews
        }
        if isNews, failure.code != .cancelled { environment.note(EngineNotice(.warning, "engine is away: \(reason)")) }
    }

    /// Speaks with the engine; nil while it is away.
    package var client: EngineClient? { state.withLock { $0.client } }

    // MARK: What operations ask

    package func engine() async -> EngineCondition { state.withLock { $0.condition } }

    package func nudge() { state.withLock { $0.session }?.nudge() }

    /// Says that something was told of a service that neither the engine nor its record knows.
    package func look(at service: String) { state.withLock { $0.session }?.mark(service) }

    package func statuses(_ services: [String]) async throws(StoreFailure) -> [String: ServiceStatus] {
        try await ServiceStatusStore(environment.store).statuses(services)
    }

    /// The client and what it is used in; a process that has just begun gets a moment to ask for the engine.
    ///
    /// Throws `away`.
    func connection() async throws(ServiceControlFailure) -> (EngineClient, ReconciliationFacts.Surroundings) {
        let end = ContinuousClock.now + Self.patience
        while state.withLock({ $0.condition == Self.unasked }), ContinuousClock.now < end,
            (try? await Task.sleep(for: .milliseconds(20))) != nil
        {}
        let state = state.withLock { $0 }
        guard let client = state.client, let surroundings = state.surroundings else {
            guard case .away(let reason) = state.condition else { throw .away("") }
            throw .away(reason)
        }
        return (client, surroundings)
    }
}
