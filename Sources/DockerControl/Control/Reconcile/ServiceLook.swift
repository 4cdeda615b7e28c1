internal import ProxyModel
internal import Synchronization

/// Looks at one service after another and does for each what is to be done, step by step.
///
/// What is remembered of a service outlives the connection with the engine, and goes with the lease.
final class ServiceLook: Sendable {
    /// What a look at a service came to.
    private enum Turn {
        /// A step was done: look again.
        case again
        /// There is nothing to do until a time, in milliseconds since 1970, or until something happens.
        case over(until: Int64?)
    }

    /// Steps for one service before others get their turn.
    private static let stepLimit = 50
    /// Milliseconds until the next try when something was away.
    private static let pause: Int64 = 1_000
    /// Milliseconds until the next try when a container cannot be removed that came too late.
    private static let latePause: Int64 = 30_000
    /// Milliseconds after which a status is written again that has not changed.
    private static let refresh: Int64 = 3_600_000

    private struct State {
        var reconciliations: [String: ServiceReconciliation] = [:]
        var told: [String: ServiceStatus] = [:]
        /// The kinds of failure that looks came to since one went well.
        var failures: [String: Set<String>] = [:]
    }

    let environment: EngineControllerEnvironment
    let surroundings: ReconciliationFacts.Surroundings
    let client: EngineClient
    let lease: EngineLease
    let records: ServiceRecords
    private let look: EngineLook
    private let execution: StepExecution
    private let statuses: ServiceStatusStore
    private let journal: ServiceJournal
    private let events: ServiceEventStore
    private let uses: ServiceUseStore
    private let state = Mutex(State())

    init(
        _ environment: EngineControllerEnvironment, client: EngineClient,
        surroundings: ReconciliationFacts.Surroundings, lease: EngineLease, journal: ServiceJournal
    ) {
        self.environment = environment
        self.journal = journal
        self.client = client
        self.surroundings = surroundings
        self.lease = lease
        records = ServiceRecords(editor: environment.editor, engine: surroundings.engine)
        look = EngineLook(
            client: client, installation: surroundings.installation, reach: surroundings.reach)
        execution = StepExecution(client: client, environment: environment, records: records)
        statuses = ServiceStatusStore(environment.store)
        events = ServiceEventStore(environment.store)
        uses = ServiceUseStore(environment.store)
    }

    /// The service whose container has an identifier, as far as it was told of.
    func service(withContainer id: String) -> String? {
        state.withLock { $0.told.first { $0.value.containerID == id }?.key }
    }

    /// Works on a service until there is nothing to do; returns when to look again.
    func work(on service: String) async -> Int64? {
        for _ in 0..<Self.stepLimit {
            guard lease.isHeld, !Task.isCancelled else { return environment.now() + Self.pause }
            do throws(StepFailure) {
                let turn = try await turn(service)
                state.withLock { $0.failures[service] = nil }
                guard case .over(let time) = turn else { continue }
                return time
            } catch {
                await tell(error, of: service)
                return environment.now() + Self.pause
            }
        }
        return environment.now()
    }

    private func turn(_ service: String) async throws(StepFailure) -> Turn {
        guard let facts = try await facts(service) else {
            state.withLock { state in
                state.reconciliations[service] = nil
                state.told[service] = nil
                state.failures[service] = nil
            }
            return .over(until: await removeLate(service))
        }
        var reconciliation = state.withLock { $0.reconciliations[service] } ?? ServiceReconciliation()
        let failureBefore = reconciliation.failure
        let plan = reconciliation.plan(facts)
        state.withLock { $0.reconciliations[service] = reconciliation }
        if let failure = reconciliation.failure, failure != failureBefore { warn(failure, service) }
        // The name was given again, and its new service is elsewhere.
        guard !plan.isForeign else { return .over(until: await removeLate(service)) }
        if let status = plan.status {
            if !Self.says(facts.published, plan.endpoints) {
                try checkLease()
                try await records.publish(plan.endpoints, of: service)
            }
            if plan.grantsWake { try? await uses.grantWake(service) }
            await tell(withPorts(status, facts.service))
        }
        guard let step = plan.step else { return .over(until: plan.lookAgainAt) }
        try checkLease()
        return try await perform(step, facts, reconciliation)
    }

    /// Removes what this engine has made of a service that it has not on record any more; returns when to try again.
    private func removeLate(_ service: String) async -> Int64? {
        let late = LateContainers(client: client, environment: environment, surroundings: surroundings)
        do throws(EngineFailure) {
            try await late.remove(of: service) { lease.isHeld && !Task.isCancelled }
            return nil
        } catch {
            if !StepFailure.engine(error).isAbsence {
                environment.note(
                    EngineNotice(.warning, service: service, "what came after its deletion cannot be removed: \(error)")
                )
            }
            return environment.now() + Self.latePause
        }
    }

    private static func says(_ published: ServiceEndpoints?, _ wanted: ServiceEndpoints?) -> Bool {
        guard let published, let wanted else { return published == nil && wanted == nil }
        return published.isSame(as: wanted)
    }

    private func checkLease() throws(StepFailure) {
        guard lease.isHeld, !Task.isCancelled else { throw .leaseLost }
    }

    // MARK: Steps

    private func perform(
        _ step: ReconciliationStep, _ facts: ReconciliationFacts, _ reconciliation: ServiceReconciliation
    ) async throws(StepFailure) -> Turn {
        var reconciliation = reconciliation
        defer { state.withLock { [reconciliation] in $0.reconciliations[facts.service.name] = reconciliation } }
        do throws(StepFailure) {
            let result = try await result(of: step, facts, image: reconciliation.image(for: facts.service))
            switch result {
            case .image(let image): reconciliation.note(image: image, for: facts.service)
            case .output(let container, let lines): reconciliation.note(output: lines, of: container)
            case .nothing: break
            }
            if let words = step.account { environment.note(EngineNotice(.done, service: facts.service.name, words)) }
            journal.note(
                .done(step, result, node: surroundings.node, at: environment.now()), of: facts.service.name)
            if step == .forget {
                try? await statuses.remove(facts.service.name)
                try? await events.remove(facts.service.name)
            }
            return .again
        } catch {
            guard case .engine(let failure) = error, !error.isAbsence else { throw error }
            var now = facts
            now.now = environment.now()
            reconciliation.note(failure, in: step, facts: now)
            if let failure = reconciliation.failure { warn(failure, facts.service.name) }
            return .again
        }
    }

    /// Does a step; one that takes long tells of its progress, and ends when the service changes meanwhile.
    private func result(
        of step: ReconciliationStep, _ facts: ReconciliationFacts, image: ImageReference?
    ) async throws(StepFailure) -> StepExecution.Result {
        guard step == .prepareImage else {
            return try await execution.perform(step, for: facts, image: image) { _ in }
        }
        let latest = Latest<ServiceStatus.Progress>()
        let outcome = await withTaskGroup(of: Result<StepExecution.Result, StepFailure>?.self) { group in
            group.addTask { [execution] in
                do throws(StepFailure) {
                    return .success(
                        try await execution.perform(step, for: facts, image: image) { latest.set($0) })
                } catch {
                    return .failure(error)
                }
            }
            group.addTask {
                await self.tell(latest, of: facts)
                return nil
            }
            let first = await group.next() ?? nil
            group.cancelAll()
            return first ?? .failure(.engine(EngineFailure(.cancelled)))
        }
        return try outcome.get()
    }

    /// Tells of a progress until the service changes.
    private func tell(_ latest: Latest<ServiceStatus.Progress>, of facts: ReconciliationFacts) async {
        let name = facts.service.name
        while (try? await Task.sleep(for: .milliseconds(300))) != nil, lease.isHeld,
            environment.snapshot()?.dockerServices[name]?.revision == facts.revision
        {
            guard let progress = latest.take(), var status = state.withLock({ $0.told[name] }) else { continue }
            status.progress = progress
            status.updatedAt = environment.now()
            await tell(status)
        }
    }

    // MARK: What is told

    /// A service that has come as far as it can still lacks what its ports lack.
    private func withPorts(_ status: ServiceStatus, _ service: ContainerService) -> ServiceStatus {
        var status = status
        switch status.phase {
        case .running, .unhealthy, .asleep:
            status.failure = status.failure ?? environment.unopenedPorts.failure(of: service)
        default: break
        }
        return status
    }

    private func tell(_ status: ServiceStatus) async {
        let known = state.withLock { $0.told[status.service] }
        // Whoever has changed the record looks for a status that is no older.
        let changedAt = environment.snapshot()?.dockerServices[status.service]?.value.updatedAt ?? 0
        if var known, known.updatedAt >= changedAt, status.updatedAt - known.updatedAt < Self.refresh {
            known.updatedAt = status.updatedAt
            if known == status { return }
        }
        let former = await former(status.service)
        do throws(StoreFailure) {
            try await statuses.write(status)
            state.withLock { $0.told[status.service] = status }
            for event in ServiceEvent.changes(from: former, to: status) { journal.note(event, of: status.service) }
        } catch {
            // It is written with the next look.
            state.withLock { $0.told[status.service] = nil }
        }
    }

    /// Tells that a look did not work, the first time for each kind of failure.
    private func tell(_ failure: StepFailure, of service: String) async {
        let word: String
        let text: String
        switch failure {
        case .leaseLost: return
        // Others tell of an engine or a store that is away.
        case .engine where failure.isAbsence: return
        case .configuration(let problem) where problem.kind == .storeUnavailable: return
        case .engine(let failure): (word, text) = (failure.code.word, failure.description)
        case .configuration(let problem): (word, text) = ("configuration", problem.detail)
        }
        let isFirst = state.withLock { $0.failures[service, default: []].insert(word).inserted }
        guard isFirst, lease.isHeld else { return }
        let now = environment.now()
        let told = ServiceStatus.Failure(
            code: word, message: "it cannot be looked at: \(text)", at: now, retryAt: now + Self.pause)
        warn(told, service)
        let blank = ServiceStatus(
            service: service, engine: surroundings.engine, node: surroundings.node, phase: .failed, updatedAt: now)
        var status = await previous(service) ?? blank
        status.failure = told
        status.updatedAt = now
        await tell(status)
    }

    private func warn(_ failure: ServiceStatus.Failure, _ service: String) {
        environment.note(EngineNotice(.warning, service: service, failure.message))
    }

    // MARK: What is known

    private func facts(_ service: String) async throws(StepFailure) -> ReconciliationFacts? {
        guard let snapshot = environment.snapshot(), let stored = snapshot.dockerServices[service] else { return nil }
        var facts = ReconciliationFacts(
            stored.value, revision: stored.revision, at: environment.now(), in: surroundings)
        guard stored.value.engine == surroundings.engine else { return facts }
        facts.published = snapshot.serviceEndpoints[service]?.value
        for other in snapshot.dockerServices.values.map(\.value)
        where other.name != service && other.deletion == nil
            && (other.engine == nil || other.engine == surroundings.engine)
        {
            let wants = ReconciliationFacts(other, revision: 0, at: 0, in: surroundings)
            facts.sharedNetworks.formUnion(wants.networks.map { wants.engineName(network: $0) })
            facts.sharedVolumes.formUnion(wants.volumes.map { wants.engineName(volume: $0) })
        }
        facts.refusal = environment.policy.refusals(of: stored.value).first
        if stored.value.idleSeconds != nil {
            facts.lastUse = try? await uses.lastUse(of: service) ?? 0
            if facts.published?.phase == .asleep {
                facts.isWakeWanted = (try? await uses.isWakeWanted(service)) ?? false
            }
        }
        facts.previous = await previous(service)
        do throws(EngineFailure) {
            facts.observed = try await look.service(service)
        } catch {
            throw .engine(error)
        }
        await probe(&facts)
        facts.now = environment.now()
        return facts
    }

    /// What was told of a service last, unless that was about an earlier one of its name.
    private func former(_ service: String) async -> ServiceStatus? {
        let createdAt = environment.snapshot()?.dockerServices[service]?.value.createdAt ?? .max
        return await previous(service).flatMap { $0.updatedAt >= createdAt ? $0 : nil }
    }

    private func previous(_ service: String) async -> ServiceStatus? {
        if let known = state.withLock({ $0.told[service] }) { return known }
        return (try? await statuses.statuses([service]))?[service]
    }

    /// Tries the ports of containers that nobody else says of whether they are well.
    private func probe(_ facts: inout ReconciliationFacts) async {
        for index in facts.observed.containers.indices {
            let container = facts.observed.containers[index]
            let isKnown = state.withLock { $0.reconciliations[facts.service.name]?.wasWell(container) ?? false }
            guard container.phase == .running, container.health == .none, !isKnown,
                let target = ServiceReconciliation.target(facts.service.internalPort, of: container, facts)
            else { continue }
            facts.observed.containers[index].isListening = await PortProbe.isListening(target)
        }
    }
}
