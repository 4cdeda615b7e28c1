import DockerControl
import ProxyModel
import Synchronization

/// What operations ask of an engine, answered as a test has set it up: nothing runs.
final class ServiceControlFixture: ServiceControl {
    /// What is answered.
    struct State {
        var engine = EngineCondition.connected(id: "ENGINE", version: "20.10.24", api: "1.41", node: "one")
        var statuses: [String: ServiceStatus] = [:]
        var logs: [LogLine] = []
        var statistics: [ContainerStatistics] = []
        var orphans: [EngineOrphan] = []
        var adopted = EngineAdoption()
        var busyPorts: Set<UInt16> = []
        var failure: ServiceControlFailure?
        /// How often somebody said that desired state has changed.
        var nudges = 0
        /// What logs were asked for.
        var asked: (lines: Int, since: Int64?)?
    }

    let state = Mutex(State())

    /// Changes what is answered.
    func set(_ change: (inout sending State) -> Void) { state.withLock { change(&$0) } }

    func engine() async -> EngineCondition { state.withLock { $0.engine } }

    func nudge() { state.withLock { $0.nudges += 1 } }

    func statuses(_ services: [String]) async throws(StoreFailure) -> [String: ServiceStatus] {
        state.withLock { $0.statuses.filter { services.contains($0.key) } }
    }

    func logs(_ service: String, lines: Int, since: Int64?) async throws(ServiceControlFailure) -> [LogLine] {
        try fail()
        return state.withLock {
            $0.asked = (lines, since)
            return $0.logs.suffix(lines)
        }
    }

    func statistics(_ service: String) async throws(ServiceControlFailure) -> ContainerStatistics {
        try fail()
        let next = state.withLock { $0.statistics.isEmpty ? nil : $0.statistics.removeFirst() }
        guard let next else { throw .noContainer }
        return next
    }

    func orphans() async throws(ServiceControlFailure) -> [EngineOrphan] {
        try fail()
        return state.withLock { $0.orphans }
    }

    func removeOrphans(withVolumes: Bool) async throws(ServiceControlFailure) -> [EngineOrphan] {
        try fail()
        return state.withLock { state in
            let removed = state.orphans.filter { $0.kind != .volume || withVolumes }
            state.orphans.removeAll { removed.contains($0) }
            return removed
        }
    }

    func adopt() async throws(ServiceControlFailure) -> EngineAdoption {
        try fail()
        return state.withLock { $0.adopted }
    }

    func isFree(_ port: UInt16, bind: String, transport: ServicePort.Transport) async -> Bool {
        state.withLock { !$0.busyPorts.contains(port) }
    }

    private func fail() throws(ServiceControlFailure) {
        if let failure = state.withLock({ $0.failure }) { throw failure }
    }
}
