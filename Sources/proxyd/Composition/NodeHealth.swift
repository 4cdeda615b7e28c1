internal import ManagementAPI
internal import ProxyModel
internal import RedisStore

/// The health of this node, looked at when somebody asks.
struct NodeHealth: HealthSource {
    let follower: ConfigurationFollower
    let pool: WorkerPool
    let hasHTTPS: Bool

    func report() async -> HealthReport {
        let store = await follower.health()
        let status: HealthReport.Status =
            switch store.status {
            case .healthy: .healthy
            case .degraded: .degraded
            case .unhealthy: .unhealthy
            }
        let loaded = follower.withSnapshot { $0?.certificates.count ?? 0 }
        let database = HealthReport.Component(
            name: "database", status: status, responseTimeMS: store.responseTimeMS, detail: store.detail)
        // Traffic is served from the last good configuration, and from an empty one before the first load.
        return HealthReport(
            components: [database], canServe: await pool.isServing, isSchedulerRunning: true, certificatesLoaded: loaded,
            isHTTPSEnabled: hasHTTPS)
    }
}
