package import ProxyModel

/// Decides, without doing anything, what is to be done next for one service and what is to be said of it.
///
/// It looks at what is there, never at what it has done: whoever goes on after a crash comes to the same end. One step is
/// decided at a time, and the next one from a new look.
package struct ServiceReconciliation: Sendable {
    /// Milliseconds that workers get to hear of new endpoints before a container that they leave out is stopped.
    static let shortestDrain: Int64 = 500
    /// Restarts by the engine after which a new container counts as failed.
    static let restartLimit = 3
    /// Milliseconds that a container without a health check runs, at the most, before it counts as well.
    static let longestGrace: Int64 = 15_000

    /// Milliseconds until a container is ended again whose end the engine has refused.
    static let endPause: Int64 = 500
    /// Milliseconds until an older container is started again that the engine did not start.
    static let fallbackPause: Int64 = 10_000
    /// Milliseconds until a container is renamed again that the engine did not rename.
    static let renamePause: Int64 = 300_000
    /// Refusals of that kind in a row that are a failure.
    static let endLimit = 10

    var memory = ReconciliationMemory()

    /// Makes the decisions on a service that nothing is remembered of.
    package init() {}

    /// Decides on a service.
    package mutating func plan(_ facts: ReconciliationFacts) -> ReconciliationPlan {
        memory.keep(facts.observed.containers)
        for container in facts.observed.containers where container.isActive {
            memory.firstSeen[container.run] = memory.firstSeen[container.run] ?? facts.now
        }
        if let attempt = memory.attempt, attempt.revision != facts.revision { memory.attempt = nil }
        if let image = memory.image, image.generation != facts.service.generation { memory.image = nil }
        guard let engine = facts.service.engine else { return planUnclaimed(facts) }
        guard engine == facts.surroundings.engine else {
            var plan = ReconciliationPlan()
            plan.isForeign = true
            return plan
        }
        if facts.service.deletion != nil { return planDeletion(facts) }
        if facts.service.activity == .stopped { return planStopped(facts, phase: .stopped) }
        let isAsleep = facts.published?.phase == .asleep && facts.service.idleSeconds != nil
        if isAsleep, !facts.isWakeWanted { return planStopped(facts, phase: .asleep) }
        var plan = planRunning(facts)
        if plan.step?.isEnd == true, facts.now < memory.pausedUntil {
            plan.step = nil
            plan.lookAgainAt = min(plan.lookAgainAt ?? memory.pausedUntil, memory.pausedUntil)
        }
        plan.grantsWake = facts.isWakeWanted
        return plan
    }

    /// Takes note that the image is there.
    package mutating func note(image: ImageReference, for service: ContainerService) {
        memory.image = ReconciliationMemory.Image(generation: service.generation, reference: image)
    }

    /// What went wrong last; nil = it went well.
    package var failure: ServiceStatus.Failure? { memory.attempt?.failure }

    /// Whether this run of a container was well once.
    package func wasWell(_ container: ObservedContainer) -> Bool { memory.wellRuns.contains(container.run) }

    /// The image that was noted for a service.
    package func image(for service: ContainerService) -> ImageReference? {
        memory.image.flatMap { $0.generation == service.generation ? $0.reference : nil }
    }

    /// Takes note of the last lines of a container.
    package mutating func note(output: [String], of container: EngineName) { memory.outputs[container] = output }

    /// Takes note that a step did not work; it is tried again later.
    package mutating func note(
        _ failure: EngineFailure, in step: ReconciliationStep, facts: ReconciliationFacts
    ) {
        let runs = facts.service.deletion == nil && facts.service.activity == .running
        if let refusal = failure.refusal {
            fail(refusal.rule.rawValue, refusal.description, facts, retries: false)
            return
        }
        switch step {
        // Nothing depends on it, and the container may be gone.
        case .readOutput(let container): memory.outputs[container] = []
        // What was prepared may be gone.
        case .create where failure.code == .notFound:
            memory.image = nil
            fail(failure.code.word, failure.description, facts)
        // An end under way is refused a second one: that is no failure of the service unless it goes on.
        case .stop where runs, .remove where runs:
            memory.pausedUntil = facts.now + Self.endPause
            memory.refusedEnds += 1
            if memory.refusedEnds % Self.endLimit == 0 { fail(failure.code.word, failure.description, facts) }
        // What is wrong with the service is what its own container failed by.
        case .start(let container) where runs && container != currentContainer(facts)?.id:
            // Without its network it never starts again: there may be one that is older still.
            if failure.code == .notFound {
                memory.condemned.insert(container)
            } else {
                memory.fallbackPausedUntil = facts.now + Self.fallbackPause
            }
        // Any name will do.
        case .rename: memory.renamePausedUntil = facts.now + Self.renamePause
        // A network of it is gone, or an engine that crashed has left something: only another container helps.
        case .start(let container) where failure.code == .notFound || failure.code == .failed && memory.attempt != nil:
            memory.condemned.insert(container)
            fail(failure.code.word, failure.description, facts)
        case .start(let container):
            // A stopped one would be stopped again at each try, only to free its ports.
            let isAlone = !facts.observed.containers.contains { $0.phase == .exited && $0.id != container }
            fail(failure.code.word, failure.description, facts, retries: isAlone)
        default: fail(failure.code.word, failure.description, facts, output: failure.output)
        }
    }

    // MARK: Failures

    /// Notes one more failure; `retries` says whether it is tried again without a change.
    mutating func fail(
        _ code: String, _ message: String, _ facts: ReconciliationFacts, output: [String] = [], retries: Bool = true
    ) {
        let failures = (memory.attempt?.failures ?? 0) + 1
        let failure = ServiceStatus.Failure(
            code: code, message: message, at: facts.now,
            retryAt: retries ? facts.now + RetrySchedule.delay(after: failures) : nil)
        memory.attempt = ReconciliationMemory.Attempt(
            revision: facts.revision, failures: failures, failure: failure, output: output)
    }

    /// Whether nothing new is tried at the moment.
    func isWaiting(_ facts: ReconciliationFacts) -> Bool {
        guard let failure = memory.attempt?.failure else { return false }
        return failure.retryAt.map { facts.now < $0 } ?? true
    }

    // MARK: Services without an engine

    private func planUnclaimed(_ facts: ReconciliationFacts) -> ReconciliationPlan {
        var plan = ReconciliationPlan()
        if facts.service.deletion != nil {
            plan.step = .forget
        } else if facts.isEligible {
            plan.step = .claim
        } else {
            plan.isForeign = true
        }
        return plan
    }

    // MARK: Services that do not run

    private mutating func planStopped(_ facts: ReconciliationFacts, phase: ServicePhase) -> ReconciliationPlan {
        memory.drainedSince = [:]
        var plan = ReconciliationPlan()
        let current = currentContainer(facts)
        var status = blankStatus(facts, phase: phase)
        describe(current, in: &status)
        plan.endpoints = blankEndpoints(facts, phase: phase == .asleep ? .asleep : .stopped)
        let waits = isWaiting(facts)
        for container in facts.observed.containers.sorted(by: { $0.generation < $1.generation }) {
            let isCurrent = container.id == current?.id && !memory.condemned.contains(container.id)
            if container.isActive {
                plan.step = plan.step ?? .stop(container.id)
            } else if !isCurrent || container.phase == .dead || container.phase == .removing {
                plan.step = plan.step ?? .remove(container.id)
            }
        }
        if plan.step == nil { memory.attempt = nil } else { status.phase = .stopping }
        finish(&plan, status, waits: waits)
        return plan
    }

    private mutating func planDeletion(_ facts: ReconciliationFacts) -> ReconciliationPlan {
        var plan = ReconciliationPlan()
        let waits = isWaiting(facts)
        plan.step = nextRemoval(facts)
        finish(&plan, blankStatus(facts, phase: .removing), waits: waits)
        return plan
    }

    private func nextRemoval(_ facts: ReconciliationFacts) -> ReconciliationStep {
        // An old state of the store knows nothing of a service that was made under the name since: that one stays whole.
        let newer = facts.observed.containers.filter { ($0.serviceCreatedAt ?? .min) > facts.service.createdAt }
        if let container = facts.observed.containers.filter({ !newer.contains($0) })
            .min(by: { $0.generation < $1.generation })
        {
            return container.isActive ? .stop(container.id) : .remove(container.id)
        }
        guard newer.isEmpty else { return .forget }
        for network in facts.networks.map({ facts.engineName(network: $0) })
        where facts.observed.networks.contains(network) && !facts.sharedNetworks.contains(network)
            && !facts.observed.foreignNetworks.contains(network)
        {
            return .removeNetwork(network)
        }
        if facts.service.deletion?.removesVolumes == true {
            // Former definitions may have had others; those of an earlier service of the name were to be kept.
            let owned = facts.observed.ownVolumes.filter { volume in
                volume.value.owner == facts.service.owner
                    && (volume.value.createdAt ?? .min) >= facts.service.createdAt - 1_000
            }.keys
            let volumes = facts.volumes.map { facts.engineName(volume: $0) } + owned.sorted()
            for volume in volumes
            where facts.observed.volumes.contains(volume) && !facts.sharedVolumes.contains(volume) {
                return .removeVolume(volume)
            }
        }
        return .forget
    }

    // MARK: Parts of every plan

    /// The container of the generation on record; one that was made for another service of the same name is none.
    func currentContainer(_ facts: ReconciliationFacts) -> ObservedContainer? {
        let candidates = facts.observed.containers.filter { container in
            container.generation == facts.service.generation
                && (container.serviceCreatedAt ?? facts.service.createdAt) == facts.service.createdAt
        }
        return candidates.first { $0.name == facts.containerName }
            ?? candidates.min { $0.id.description < $1.id.description }
    }

    /// Completes a plan with the failure that is remembered; `waits` takes the step away until it is time to try again.
    func finish(_ plan: inout ReconciliationPlan, _ status: ServiceStatus, waits: Bool) {
        var status = status
        status.address = plan.endpoints?.upstreams.first.map { "\($0.host):\($0.port)" }
        if let attempt = memory.attempt {
            status.failure = attempt.failure
            if !attempt.output.isEmpty { status.lastOutput = attempt.output }
            if waits {
                plan.step = nil
                plan.lookAgainAt = attempt.failure.retryAt
            }
        }
        plan.status = status
    }
}

extension EngineFailure.Code {
    /// The name of the case, as a status tells it.
    var word: String { String(describing: self) }
}
