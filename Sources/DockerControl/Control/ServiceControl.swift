package import ProxyModel

/// What operations ask of the engines: answered by this node where the engine is its own.
package protocol ServiceControl: Sendable {
    /// The engine of this node, or why there is none.
    func engine() async -> EngineCondition

    /// Says that desired state has changed, so that nobody waits for the next look.
    func nudge()

    /// What became of these services, by name; those without a status are left out.
    func statuses(_ services: [String]) async throws(StoreFailure) -> [String: ServiceStatus]

    /// Lines of a service's output, oldest first.
    ///
    /// `since` is in nanoseconds since 1970. Throws `ServiceControlFailure`.
    func logs(
        _ service: String, lines: Int, since: Int64?
    ) async throws(ServiceControlFailure) -> [LogLine]

    /// What the container of a service uses.
    func statistics(_ service: String) async throws(ServiceControlFailure) -> ContainerStatistics

    /// Containers, networks and volumes that carry this installation's label and belong to no service on record.
    func orphans() async throws(ServiceControlFailure) -> [EngineOrphan]

    /// Removes what `orphans` lists, but for volumes unless asked, and returns what is gone.
    func removeOrphans(withVolumes: Bool) async throws(ServiceControlFailure) -> [EngineOrphan]

    /// Puts services on record again whose containers were found without one.
    func adopt() async throws(ServiceControlFailure) -> EngineAdoption

    /// Whether nobody on this node listens on a port of an address.
    func isFree(_ port: UInt16, bind: String, transport: ServicePort.Transport) async -> Bool
}
