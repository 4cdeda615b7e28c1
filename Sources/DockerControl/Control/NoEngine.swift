package import ProxyModel

/// What stands in the place of an engine on a node that has none.
package struct NoEngine: ServiceControl {
    private let statuses: ServiceStatusStore?

    /// Makes it; `statuses` tells what became of services at the engines of other nodes.
    package init(statuses: ServiceStatusStore? = nil) { self.statuses = statuses }

    package func engine() async -> EngineCondition { .off }

    package func nudge() {}

    package func statuses(_ services: [String]) async throws(StoreFailure) -> [String: ServiceStatus] {
        try await statuses?.statuses(services) ?? [:]
    }

    package func logs(
        _ service: String, lines: Int, since: Int64?
    ) async throws(ServiceControlFailure) -> [LogLine] { throw .off }

    package func statistics(_ service: String) async throws(ServiceControlFailure) -> ContainerStatistics {
        throw .off
    }

    package func orphans() async throws(ServiceControlFailure) -> [EngineOrphan] { throw .off }

    package func removeOrphans(withVolumes: Bool) async throws(ServiceControlFailure) -> [EngineOrphan] { throw .off }

    package func adopt() async throws(ServiceControlFailure) -> EngineAdoption { throw .off }

    package func isFree(_ port: UInt16, bind: String, transport: ServicePort.Transport) async -> Bool { true }
}
