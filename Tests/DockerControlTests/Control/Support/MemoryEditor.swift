import ProxyModel
import Synchronization

/// The configuration of one test, which every change puts in force at once.
final class MemoryEditor: ConfigurationEditing {
    private let state = Mutex(ConfigurationSnapshot())
    private let failure = Mutex<Problem?>(nil)

    var snapshot: ConfigurationSnapshot { state.withLock { $0 } }

    /// Makes every change fail until it is called with false.
    func setAway(_ value: Bool) { fail(value ? Problem(.storeUnavailable, "away") : nil) }

    /// Makes every change fail until it is called with nil.
    func fail(_ problem: Problem?) { failure.withLock { $0 = problem } }

    func edit(
        _ plan: @escaping @Sendable (ConfigurationSnapshot) throws(Problem) -> [Change]
    ) async throws(Problem) {
        if let failure = failure.withLock({ $0 }) { throw failure }
        try state.withLock { (snapshot) throws(Problem) in
            let changes = try plan(snapshot)
            guard !changes.isEmpty else { return }
            snapshot.apply(ChangeSet(revision: snapshot.revision + 1, changes: changes))
        }
    }

    /// Forgets everything, as a store that was restarted empty.
    func wipe() { state.withLock { $0 = ConfigurationSnapshot() } }

    /// Creates or replaces a service.
    func put(_ service: ContainerService) async throws {
        try await edit { _ in [.put(.dockerService(service))] }
    }

    /// Changes a service that is there.
    func change(_ name: String, _ change: @escaping @Sendable (inout ContainerService) -> Void) async throws {
        try await edit { snapshot in
            guard var service = snapshot.dockerServices[name]?.value else { return [] }
            change(&service)
            return [.put(.dockerService(service))]
        }
    }

    /// Asks for the removal of a service.
    func delete(_ name: String, withVolumes: Bool = true) async throws {
        try await change(name) { $0.deletion = ServiceDeletion(requestedAt: 1, removesVolumes: withVolumes) }
    }
}
