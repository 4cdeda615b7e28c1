internal import ProxyModel

/// What carries this installation's label at an engine, compared with what is on record.
struct EngineInventory: Sendable {
    let client: EngineClient
    let environment: EngineControllerEnvironment
    let surroundings: ReconciliationFacts.Surroundings
    let records: ServiceRecords

    private var filter: [String] { [EngineLabels.filter(surroundings.installation)] }

    /// Something without a service on record.
    struct Entry {
        var orphan: EngineOrphan
        /// What to ask the engine for.
        var id: EngineName
        /// What the service was, as a container's label says.
        var definition: ContainerService?
    }

    /// The names at the engine that services on record want.
    private struct Wanted {
        var services: Set<String> = []
        var networks: Set<String> = []
        var volumes: Set<String> = []
    }

    private func wanted() -> Wanted? {
        guard let snapshot = environment.snapshot() else { return nil }
        var wanted = Wanted()
        for stored in snapshot.dockerServices.values {
            let service = stored.value
            guard service.engine == nil || service.engine == surroundings.engine else { continue }
            let facts = ReconciliationFacts(service, revision: stored.revision, at: 0, in: surroundings)
            wanted.services.insert(service.name)
            wanted.networks.formUnion(facts.networks.map { facts.engineName(network: $0) })
            wanted.volumes.formUnion(facts.volumes.map { facts.engineName(volume: $0) })
        }
        return wanted
    }

    // MARK: Orphans

    /// What belongs to no service on record; nothing while the configuration is not known.
    func orphans() async throws(EngineFailure) -> [Entry] {
        let containers = try await client.containers(labels: filter)
        let networks = try await client.networks(labels: filter)
        let volumes = try await client.volumes(labels: filter)
        // What is on record is looked at last: a thing is made for a service that was there before.
        guard let wanted = wanted() else { return [] }
        var entries: [Entry] = []
        for container in containers {
            let labels = EngineLabels(container.labels)
            let service = labels?.service
            guard service.map(wanted.services.contains) != true else { continue }
            let definition = try await definition(of: container, labels)
            let orphan = EngineOrphan(
                kind: .container, name: container.name.description, service: service,
                isAdoptable: definition != nil && definition?.name == service)
            entries.append(Entry(orphan: orphan, id: container.id, definition: definition))
        }
        for network in networks where !wanted.networks.contains(network.name.description) {
            let orphan = EngineOrphan(
                kind: .network, name: network.name.description, service: nil, isAdoptable: false)
            entries.append(Entry(orphan: orphan, id: network.id))
        }
        for volume in volumes where !wanted.volumes.contains(volume.name.description) {
            let orphan = EngineOrphan(
                kind: .volume, name: volume.name.description, service: EngineLabels(volume.labels)?.service,
                isAdoptable: false)
            entries.append(Entry(orphan: orphan, id: volume.name))
        }
        return entries
    }

    /// The service that a container was made for; nil where its labels do not tell, or somebody else wrote them.
    private func definition(
        of container: ContainerSummary, _ labels: EngineLabels?
    ) async throws(EngineFailure) -> ContainerService? {
        guard let definition = labels?.definition else { return nil }
        do throws(EngineFailure) {
            let details = try await client.container(container.id)
            return ObservedContainer(details, installation: surroundings.installation) == nil ? nil : definition
        } catch {
            guard error.code == .notFound else { throw error }
            return nil
        }
    }

    /// Removes orphans, but for volumes unless asked; what the engine still needs stays, and is left out of the answer.
    func removeOrphans(withVolumes: Bool) async throws(EngineFailure) -> [EngineOrphan] {
        var removed: [EngineOrphan] = []
        for entry in try await orphans() {
            do throws(EngineFailure) {
                switch entry.orphan.kind {
                case .container: try await client.removeContainer(entry.id, isForced: true)
                case .network: try await client.removeNetwork(entry.id)
                case .volume:
                    guard withVolumes else { continue }
                    try await client.removeVolume(entry.id)
                }
                removed.append(entry.orphan)
            } catch {
                guard error.code == .conflict || error.code == .notFound else { throw error }
            }
        }
        return removed
    }

    /// Puts services on record again whose containers were found without one.
    func adopt() async throws(EngineFailure) -> EngineAdoption {
        let rules = AdoptionRules(localServices: environment.settings.localServices)
        let removals = ServiceRemovalStore(environment.store)
        var newest: [String: ContainerService] = [:]
        for entry in try await orphans() where entry.orphan.isAdoptable {
            guard let definition = entry.definition else { continue }
            if definition.generation > newest[definition.name]?.generation ?? 0 { newest[definition.name] = definition }
        }
        var outcome = EngineAdoption()
        for service in newest.values.sorted(by: { $0.name < $1.name }) {
            var reason: String?
            do {
                if try await removals.removesVolumes(service.name, createdAt: service.createdAt) != nil {
                    reason = "it was deleted, and its container is about to be removed"
                } else {
                    reason = try await records.adopt(service, by: rules)
                }
            } catch StepFailure.configuration(let problem) {
                reason = problem.detail
            } catch {
                reason = "the store is away"
            }
            if let reason {
                outcome.refused.append(EngineAdoption.Refusal(service: service.name, reason: reason))
            } else {
                outcome.adopted.append(service.name)
            }
        }
        return outcome
    }

    // MARK: Sweep

    /// Removes networks that nobody needs, and adopts containers where the settings want it; returns the services of
    /// containers without a record.
    ///
    /// What fails is tried again at the next sweep.
    func sweep(whileTrue isAllowed: () -> Bool) async -> Set<String> {
        if environment.settings.adoptsOrphans, isAllowed() {
            for service in (try? await adopt())?.adopted ?? [] {
                environment.note(EngineNotice(.done, service: service, "on record again by its container's label"))
            }
        }
        guard let containers = try? await client.containers(labels: filter),
            let networks = try? await client.networks(labels: filter), let wanted = wanted()
        else { return [] }
        let used = Set(containers.flatMap { $0.endpoints.map(\.network) })
        for network in networks where isAllowed() {
            let name = network.name.description
            guard !used.contains(name), !wanted.networks.contains(name) else { continue }
            _ = try? await client.removeNetwork(network.id)
        }
        return Set(containers.compactMap { EngineLabels($0.labels)?.service }).subtracting(wanted.services)
    }
}

extension EngineLabels {
    /// The service that a label names; nil for networks.
    fileprivate var service: String? {
        switch subject {
        case .container(let service, _, _), .volume(_, let service): service
        case .network: nil
        }
    }
}
