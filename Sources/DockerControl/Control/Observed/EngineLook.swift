internal import ProxyModel

/// Looks at what an engine has of an installation.
struct EngineLook: Sendable {
    let client: EngineClient
    let installation: InstallationID
    let reach: EngineReach

    private var filter: [String] { [EngineLabels.filter(installation)] }

    /// What there is of one service.
    func service(_ name: String) async throws(EngineFailure) -> ObservedService {
        var observed = ObservedService()
        for summary in try await client.containers(labels: filter) {
            guard case .container(name, _, _)? = EngineLabels(summary.labels)?.subject else {
                observed.foreignNetworks.formUnion(summary.endpoints.map(\.network))
                continue
            }
            if let container = try await container(summary.id) { observed.containers.append(container) }
        }
        for network in try await client.networks(labels: filter).map(\.name.description) {
            if !observed.networks.insert(network).inserted { observed.ambiguousNetworks.insert(network) }
        }
        for volume in try await client.volumes(labels: filter) {
            observed.volumes.insert(volume.name.description)
            guard let labels = EngineLabels(volume.labels), case .volume(_, name) = labels.subject else { continue }
            observed.ownVolumes[volume.name.description] = ObservedService.OwnVolume(
                owner: labels.owner, createdAt: volume.createdAt?.milliseconds)
        }
        return observed
    }

    /// The names of all services that there are containers of.
    func services() async throws(EngineFailure) -> Set<String> {
        var names: Set<String> = []
        for summary in try await client.containers(labels: filter) {
            if case .container(let name, _, _)? = EngineLabels(summary.labels)?.subject { names.insert(name) }
        }
        return names
    }

    private func container(_ id: EngineName) async throws(EngineFailure) -> ObservedContainer? {
        do throws(EngineFailure) {
            let details = try await client.container(id)
            return details.id == id ? ObservedContainer(details, installation: installation) : nil
        } catch {
            // It went since the list was made.
            guard error.code == .notFound else { throw error }
            return nil
        }
    }
}
