internal import ProxyModel

/// Removes containers that an engine has made after their service was deleted.
struct LateContainers: Sendable {
    /// Milliseconds by which an engine's times may be off: those of volumes are whole seconds.
    private static let tolerance: Int64 = 1_000

    let client: EngineClient
    let environment: EngineControllerEnvironment
    let surroundings: ReconciliationFacts.Surroundings

    private var removals: ServiceRemovalStore { ServiceRemovalStore(environment.store) }

    /// Removes the containers of a service that is not on record for this engine, if it was deleted.
    func remove(of service: String, whileTrue isAllowed: () -> Bool) async throws(EngineFailure) {
        let look = EngineLook(
            client: client, installation: surroundings.installation, reach: surroundings.reach)
        guard try await look.services().contains(service) else { return }
        while isAllowed(), isUnrecorded(service) {
            let observed = try await look.service(service)
            var removals: [Int64: Bool] = [:]
            let current = environment.snapshot()?.dockerServices[service]?.value.createdAt
            for time in Set(observed.containers.compactMap(\.serviceCreatedAt)) where time != current {
                // A store that is away says nothing: the next sweep asks it again.
                removals[time] = (try? await self.removals.removesVolumes(service, createdAt: time)) ?? nil
            }
            guard isAllowed(), isUnrecorded(service),
                case .remove(let id)? = ServiceReconciliation.planUnrecorded(observed, removals: Set(removals.keys)),
                let container = observed.containers.first(where: { $0.id == id })
            else { return }
            try await remove(id, withVolumes: container.serviceCreatedAt.flatMap { removals[$0] } == true)
            environment.note(
                EngineNotice(
                    .done, service: service, "container \(container.name) removed, which was made after the deletion"))
        }
    }

    private func isUnrecorded(_ service: String) -> Bool {
        environment.snapshot().map { $0.dockerServices[service]?.value.engine != surroundings.engine } ?? false
    }

    private func remove(_ id: EngineName, withVolumes: Bool) async throws(EngineFailure) {
        let details: ContainerDetails
        do throws(EngineFailure) {
            details = try await client.container(id)
        } catch {
            guard error.code == .notFound else { throw error }
            return
        }
        try await client.removeContainer(id, isForced: true)
        guard withVolumes, let createdAt = details.createdAt?.milliseconds else { return }
        for name in details.volumes {
            // Engines make volumes that a container names and that are gone; those have no labels.
            guard let volume = try? await client.volume(name), volume.labels.isEmpty,
                (volume.createdAt?.milliseconds ?? .min) >= createdAt - Self.tolerance
            else { continue }
            _ = try? await client.removeVolume(name)
        }
    }
}
