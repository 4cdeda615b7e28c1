internal import ProxyModel

extension ServiceReconciliation {
    /// A service whose container is not well: one older container may go on serving.
    mutating func planReplacement(
        _ current: ObservedContainer?, _ others: [ObservedContainer], _ fallback: ObservedContainer?,
        _ facts: ReconciliationFacts
    ) -> ReconciliationPlan {
        var plan = ReconciliationPlan()
        var status = blankStatus(facts, phase: .starting)
        let decision = decide(current, others, fallback, facts)
        plan.step = decision.step
        plan.lookAgainAt = decision.lookAgainAt
        describe(fallback ?? current, in: &status)
        if decision.keepsContainer, fallback == nil {
            // Else nobody would know at the next look that there was one.
            status.containerID = facts.previous?.containerID
            status.generation = facts.previous?.generation
        }
        status.phase = decision.phase
        status.drift = decision.drift + (current.map { drift(of: $0, facts) } ?? [])
        if case .stop(let stopped)? = decision.step, stopped == fallback?.id {
            plan.endpoints = endpoints(facts, serving: nil, otherwise: .starting)
        } else {
            let isFailed = decision.phase == .failed || decision.phase == .unhealthy
            plan.endpoints = endpoints(facts, serving: fallback, otherwise: isFailed ? .failed : .starting)
        }
        if let current, decision.phase == .failed { status.lastOutput = memory.outputs[current.id] ?? [] }
        finish(&plan, status, waits: false)
        // What is told of a failure comes with what was printed, in one piece.
        if case .readOutput? = decision.step { plan.status = nil }
        return plan
    }

    private struct Decision {
        var phase: ServicePhase
        var step: ReconciliationStep?
        var lookAgainAt: Int64?
        var drift: [String] = []
        var keepsContainer = false
    }

    private mutating func decide(
        _ current: ObservedContainer?, _ others: [ObservedContainer], _ fallback: ObservedContainer?,
        _ facts: ReconciliationFacts
    ) -> Decision {
        guard let current else { return decideCreation(others, fallback, facts) }
        if memory.condemned.contains(current.id) { return removal(of: current, .failed) }
        switch condition(current, facts) {
        case .leaving: return removal(of: current, .creating)
        case .fresh: return decideStart(current, others, fallback, facts)
        case .ended: return decideEnded(current, others, fallback, facts)
        case .paused:
            return facts.repairs
                ? trying(facts, others, fallback) { Decision(phase: .starting, step: .resume(current.id)) }
                : Decision(phase: .failed)
        case .unhealthy: return Decision(phase: .unhealthy)
        case .starting, .well: return decideWaiting(current, fallback, facts)
        }
    }

    private func removal(of container: ObservedContainer, _ phase: ServicePhase) -> Decision {
        Decision(phase: phase, step: container.isActive ? .stop(container.id) : .remove(container.id))
    }

    /// What is to be done, unless the last failure is too fresh: then an older container is got going again instead.
    private func trying(
        _ facts: ReconciliationFacts, _ others: [ObservedContainer], _ fallback: ObservedContainer?,
        _ decision: () -> Decision
    ) -> Decision {
        guard isWaiting(facts) else { return decision() }
        var waiting = Decision(phase: .failed, lookAgainAt: memory.attempt?.failure.retryAt)
        if fallback == nil, !others.contains(where: \.isActive),
            let stopped = others.first(where: { $0.phase == .exited && !memory.condemned.contains($0.id) })
        {
            if facts.now >= memory.fallbackPausedUntil {
                waiting.step = .start(stopped.id)
            } else {
                waiting.lookAgainAt = min(waiting.lookAgainAt ?? .max, memory.fallbackPausedUntil)
            }
        }
        return waiting
    }

    // MARK: No container yet

    private mutating func decideCreation(
        _ others: [ObservedContainer], _ fallback: ObservedContainer?, _ facts: ReconciliationFacts
    ) -> Decision {
        if let refusal = facts.refusal, !isWaiting(facts) {
            fail(refusal.rule.rawValue, refusal.description, facts, retries: false)
        }
        let wasThere = facts.previous?.containerID != nil && facts.previous?.generation == facts.service.generation
        if !facts.repairs, wasThere, facts.published?.phase == .ready || facts.published?.phase == .failed,
            memory.attempt == nil
        {
            return Decision(phase: .failed, drift: ["container removed"], keepsContainer: true)
        }
        return trying(facts, others, fallback) {
            // Whoever has the name is not the container of this generation.
            if let squatter = others.first(where: { $0.name == facts.containerName }) {
                return removal(of: squatter, .creating)
            }
            guard image(for: facts.service) != nil else {
                return Decision(phase: facts.service.image == nil ? .building : .pulling, step: .prepareImage)
            }
            if let network = facts.networks.first(where: { isMissing($0, facts) }) {
                return Decision(phase: .creating, step: .makeNetwork(network))
            }
            if let volume = facts.volumes.first(where: {
                !facts.observed.volumes.contains(facts.engineName(volume: $0))
            }) {
                return Decision(phase: .creating, step: .makeVolume(volume))
            }
            return Decision(phase: .creating, step: .create)
        }
    }

    /// Whether a network has to be made, or made the only one of its name.
    private func isMissing(_ network: String, _ facts: ReconciliationFacts) -> Bool {
        let name = facts.engineName(network: network)
        return !facts.observed.networks.contains(name) || facts.observed.ambiguousNetworks.contains(name)
    }

    // MARK: A container that does not run

    private func decideStart(
        _ current: ObservedContainer, _ others: [ObservedContainer], _ fallback: ObservedContainer?,
        _ facts: ReconciliationFacts
    ) -> Decision {
        trying(facts, others, fallback) {
            if let network = missingNetworks(current, facts).first {
                return Decision(phase: .creating, step: connect(current, network, facts))
            }
            if let other = others.first(where: { $0.isActive && sharesPort($0, facts) }) {
                guard facts.now >= memory.pausedUntil else {
                    return Decision(phase: .starting, lookAgainAt: memory.pausedUntil)
                }
                return Decision(phase: .starting, step: .stop(other.id))
            }
            return Decision(phase: .starting, step: .start(current.id))
        }
    }

    private func sharesPort(_ container: ObservedContainer, _ facts: ReconciliationFacts) -> Bool {
        let wanted = facts.service.ports.filter { !$0.isGated }
        return container.publications.contains { publication in
            wanted.contains {
                $0.hostPort == publication.hostPort && $0.transport.rawValue == publication.transport.rawValue
            }
        }
    }

    /// Whether it ended by our own hand, and is to start again.
    private func wasStoppedByUs(_ current: ObservedContainer, _ facts: ReconciliationFacts) -> Bool {
        switch facts.published?.phase {
        case .stopped, .asleep, nil: return true
        case .starting:
            // Somebody was about to start it and did not come to it.
            guard let finishedAt = current.finishedAt, let published = facts.published else { return false }
            return finishedAt < published.updatedAt
        case .ready, .failed: return false
        }
    }

    private mutating func decideEnded(
        _ current: ObservedContainer, _ others: [ObservedContainer], _ fallback: ObservedContainer?,
        _ facts: ReconciliationFacts
    ) -> Decision {
        if wasStoppedByUs(current, facts) { return decideStart(current, others, fallback, facts) }
        switch facts.service.restartPolicy {
        case .always, .unlessStopped:
            // The engine starts those itself, unless somebody has stopped them.
            guard facts.repairs else { return Decision(phase: .failed, drift: ["container stopped"]) }
            return decideStart(current, others, fallback, facts)
        case .never, .onFailure:
            guard memory.outputs[current.id] != nil else {
                return Decision(phase: .failed, step: .readOutput(current.id))
            }
            if memory.attempt == nil { fail("exited", Self.account(of: current), facts, retries: false) }
            memory.attempt?.output = memory.outputs[current.id] ?? []
            guard fallback == nil else {
                memory.condemned.insert(current.id)
                return Decision(phase: .failed, step: .remove(current.id))
            }
            return Decision(phase: .failed)
        }
    }

    // MARK: A container that is on its way

    private mutating func decideWaiting(
        _ current: ObservedContainer, _ fallback: ObservedContainer?, _ facts: ReconciliationFacts
    ) -> Decision {
        let isLooping = current.restarts - (memory.settledRestarts[current.id] ?? 0) >= Self.restartLimit
        let since = max(
            memory.firstSeen[current.run] ?? facts.now, min(current.startedAt ?? 0, facts.now))
        let end = since + Int64(facts.service.startSeconds) * 1_000
        guard isLooping || facts.now >= end else {
            var decision = Decision(phase: .starting, lookAgainAt: min(end, facts.now + 250))
            if current.phase == .running, facts.repairs, !isWaiting(facts),
                let network = missingNetworks(current, facts).first
            {
                decision.step = connect(current, network, facts)
            }
            return decision
        }
        guard let output = memory.outputs[current.id] else {
            return Decision(phase: .failed, step: .readOutput(current.id))
        }
        // A stopped one would be stopped again at each try, only to free its ports.
        let retries = fallback != nil || !facts.observed.containers.contains { $0.phase == .exited }
        if isLooping {
            fail("exited", Self.account(of: current), facts, output: output, retries: retries)
        } else {
            let last = current.healthOutput.split(whereSeparator: \.isNewline).last.map { ": \($0)" } ?? ""
            fail(
                "notWell", "not well \(facts.service.startSeconds) seconds after its start\(last)", facts,
                output: output, retries: retries)
        }
        memory.condemned.insert(current.id)
        return Decision(phase: .failed, step: .stop(current.id))
    }

    /// How a container ended, for people.
    private static func account(of container: ObservedContainer) -> String {
        if container.isOutOfMemory { return "it ended for lack of memory (memory_limit)" }
        return "its process ended with code \(container.exitCode)" + (container.problem.map { ": \($0)" } ?? "")
    }
}
