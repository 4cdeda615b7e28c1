internal import ProxyModel

/// How a container is doing, for those who wait for it.
enum ContainerCondition: Equatable {
    /// It can have requests.
    case well
    /// It may become well.
    case starting
    /// Its health check fails, and it was well before or nobody waits for it any more.
    case unhealthy
    /// It was made and not started.
    case fresh
    /// It stands still, by others' hands.
    case paused
    /// It has ended.
    case ended
    /// The engine is about to remove it.
    case leaving
}

extension ServiceReconciliation {
    /// A service that is to run: makes the container of its generation, waits until it is well, and takes the others away.
    ///
    /// One that opens a port which is closed by now is no help meanwhile: it goes first.
    mutating func planRunning(_ facts: ReconciliationFacts) -> ReconciliationPlan {
        let current = currentContainer(facts)
        let closing = facts.observed.containers.filter { $0.id != current?.id && opensTooMuch($0, facts) }
            .sorted { ($0.generation, $0.id.description) < ($1.generation, $1.id.description) }
        guard let first = closing.first(where: \.isActive) ?? closing.first else {
            return planRunning(current, facts)
        }
        var rest = facts
        rest.observed.containers.removeAll { container in closing.contains { $0.id == container.id } }
        var plan = planRunning(current, rest)
        close(first, in: &plan, facts)
        return plan
    }

    private mutating func planRunning(
        _ current: ObservedContainer?, _ facts: ReconciliationFacts
    ) -> ReconciliationPlan {
        let others = facts.observed.containers.filter { $0.id != current?.id }
            .sorted { ($0.generation, $0.id.description) > ($1.generation, $1.id.description) }
        for container in facts.observed.containers where condition(container, facts) == .well {
            memory.wellRuns.insert(container.run)
            memory.settledRestarts[container.id] = container.restarts
        }
        if let current, condition(current, facts) == .well, !memory.condemned.contains(current.id) {
            return planServing(current, others, facts)
        }
        let fallback = others.first { condition($0, facts) == .well }
        return planReplacement(current, others, fallback, facts)
    }

    /// How a container is doing.
    func condition(_ container: ObservedContainer, _ facts: ReconciliationFacts) -> ContainerCondition {
        switch container.phase {
        case .created: return .fresh
        case .exited: return .ended
        case .dead, .removing: return .leaving
        case .paused: return .paused
        case .restarting, .unknown: return .starting
        case .running: break
        }
        switch container.health {
        case .healthy: return .well
        case .starting: return .starting
        case .unhealthy: return memory.wellRuns.contains(container.run) ? .unhealthy : .starting
        case .none:
            let isSteady = runningTime(container, facts) >= grace(facts)
            return memory.wellRuns.contains(container.run) || container.isListening || isSteady ? .well : .starting
        }
    }

    /// Milliseconds that a run has lasted; engines whose clock is behind cannot make it negative.
    private func runningTime(_ container: ObservedContainer, _ facts: ReconciliationFacts) -> Int64 {
        let byEngine = container.startedAt.map { facts.now - $0 } ?? 0
        let bySight = memory.firstSeen[container.run].map { facts.now - $0 } ?? 0
        return max(byEngine, bySight, 0)
    }

    private func grace(_ facts: ReconciliationFacts) -> Int64 {
        min(Self.longestGrace, Int64(facts.service.startSeconds) * 500)
    }

    // MARK: The container is well

    private mutating func planServing(
        _ current: ObservedContainer, _ others: [ObservedContainer], _ facts: ReconciliationFacts
    ) -> ReconciliationPlan {
        var plan = ReconciliationPlan()
        var status = blankStatus(facts, phase: .running)
        describe(current, in: &status)
        status.drift = drift(of: current, facts)
        plan.endpoints = endpoints(facts, serving: current, otherwise: .starting)
        if plan.endpoints?.phase == .starting { status.phase = .starting }
        let repair = facts.repairs ? repairStep(current, facts) : nil
        // A failure of a repair or of a removal is no reason to try it at once again.
        let waits = isWaiting(facts) && memory.attempt?.failure.retryAt != nil
        if let repair {
            plan.step = repair
        } else if let step = nextRemoval(of: others, facts, &plan) {
            plan.step = step
        } else {
            memory.attempt = nil
            memory.refusedEnds = 0
            if isIdle(current, facts, &plan) {
                plan.endpoints = blankEndpoints(facts, phase: .asleep)
                plan.step = .stop(current.id)
                status.phase = .stopping
            } else if facts.repairs {
                plan.step = rename(current, facts, &plan)
            }
        }
        finish(&plan, status, waits: waits)
        return plan
    }

    private mutating func nextRemoval(
        of others: [ObservedContainer], _ facts: ReconciliationFacts, _ plan: inout ReconciliationPlan
    ) -> ReconciliationStep? {
        for other in others {
            guard other.isActive else { return .remove(other.id) }
            let since = memory.drainedSince[other.id] ?? facts.now
            memory.drainedSince[other.id] = since
            let end = since + max(Int64(facts.service.drainSeconds) * 1_000, Self.shortestDrain)
            if facts.now >= end { return .stop(other.id) }
            plan.lookAgainAt = min(plan.lookAgainAt ?? end, end)
        }
        return nil
    }

    private func isIdle(
        _ current: ObservedContainer, _ facts: ReconciliationFacts, _ plan: inout ReconciliationPlan
    ) -> Bool {
        guard let seconds = facts.service.idleSeconds, let lastUse = facts.lastUse, !facts.isWakeWanted,
            facts.published?.phase == .ready
        else { return false }
        let since = max(lastUse, facts.published?.updatedAt ?? 0, memory.firstSeen[current.run] ?? 0)
        let end = since + Int64(seconds) * 1_000
        if facts.now < end { plan.lookAgainAt = min(plan.lookAgainAt ?? end, end) }
        return facts.now >= end
    }

    // MARK: Drift

    /// What differs from what was made.
    func drift(of container: ObservedContainer, _ facts: ReconciliationFacts) -> [String] {
        var drift: [String] = []
        if container.name != facts.containerName { drift.append("renamed to \(container.name)") }
        if hasOtherLimits(container, facts) { drift.append("limits changed") }
        for network in missingNetworks(container, facts) { drift.append("taken off network \(network)") }
        for network in furtherNetworks(container, facts) { drift.append("put on network \(network)") }
        if container.phase == .paused { drift.append("paused") }
        return drift
    }

    private func repairStep(_ container: ObservedContainer, _ facts: ReconciliationFacts) -> ReconciliationStep? {
        if let network = missingNetworks(container, facts).first { return connect(container, network, facts) }
        if let network = furtherNetworks(container, facts).first { return .disconnect(container.id, network: network) }
        return hasOtherLimits(container, facts) ? .limit(container.id) : nil
    }

    /// Gives a container the name that it should have; nothing waits for that.
    private func rename(
        _ container: ObservedContainer, _ facts: ReconciliationFacts, _ plan: inout ReconciliationPlan
    ) -> ReconciliationStep? {
        // Nobody else may have the name at that moment.
        let isTaken = facts.observed.containers.contains { $0.name == facts.containerName }
        guard container.name != facts.containerName, !isTaken else { return nil }
        guard facts.now < memory.renamePausedUntil else { return .rename(container.id) }
        plan.lookAgainAt = min(plan.lookAgainAt ?? memory.renamePausedUntil, memory.renamePausedUntil)
        return nil
    }

    /// A network that is gone has to be made before a container can be put on it.
    func connect(
        _ container: ObservedContainer, _ network: String, _ facts: ReconciliationFacts
    ) -> ReconciliationStep {
        guard !facts.observed.networks.contains(network),
            let name = facts.networks.first(where: { facts.engineName(network: $0) == network })
        else { return .connect(container.id, network: network) }
        return .makeNetwork(name)
    }

    /// Names at the engine of the networks that a container should be on and is not.
    func missingNetworks(_ container: ObservedContainer, _ facts: ReconciliationFacts) -> [String] {
        facts.networks.map { facts.engineName(network: $0) }.filter { container.addresses[$0] == nil }
    }

    private func furtherNetworks(_ container: ObservedContainer, _ facts: ReconciliationFacts) -> [String] {
        let wanted = Set(facts.networks.map { facts.engineName(network: $0) })
        return container.addresses.keys.filter { !wanted.contains($0) }.sorted()
    }

    private func hasOtherLimits(_ container: ObservedContainer, _ facts: ReconciliationFacts) -> Bool {
        let service = facts.service
        return container.memoryBytes != service.memoryBytes || container.processLimit != service.processLimit
            || abs(Double(container.nanoCPUs) / 1e9 - service.cpus) > 1e-6
    }
}
