import ManagementAPI
import Synchronization

@testable import ProxyCore

/// What a node would say of itself and of its routing table.
final class NodeFixture: RouteExplainer, HealthSource, NodeDirectory {
    let health = Mutex(
        HealthReport(
            components: [HealthReport.Component(name: "database", status: .healthy, responseTimeMS: 0.3)],
            canServe: true, isSchedulerRunning: true, certificatesLoaded: 0, isHTTPSEnabled: true))
    let explanation = Mutex(
        RouteExplanation(hostPattern: "a.test", routeID: nil, target: "http://b", guardState: "none", rejected: []))

    func explain(method: String, host: String, path: String, isTLS: Bool) async -> RouteExplanation {
        explanation.withLock { $0 }
    }

    func report() async -> HealthReport { health.withLock { $0 } }

    func nodes() async -> [NodeStatus] {
        [NodeStatus(id: "n1", version: "1.2.3", phase: .serving, revision: 7, workers: 2, startedAt: 0)]
    }
}
