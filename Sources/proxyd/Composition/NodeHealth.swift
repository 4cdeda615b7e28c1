internal import ManagementAPI
internal import ProxyModel
internal import RedisStore

/// The health of this node, looked at when somebody asks.
struct NodeHealth: HealthSource {
    let follower: ConfigurationFollower
    let pool: WorkerPool
    let jobs: ScheduledJobs
    let hasHTTPS: Bool

    func report() async -> HealthReport {
        let store = await follower.health()
        let status: HealthReport.Status =
            switch store.status {
            case .healthy: .healthy
            case .degraded: .degraded
            case .unhealthy: .unhealthy
            }
        let certificates = follower.withSnapshot { $0?.certificates.count ?? 0 }
        let database = HealthReport.Component(
            name: "database", status: status, responseTimeMS: store.responseTimeMS, detail: store.detail)
        // Traffic goes on from the last good configuration, but before the first load there is none.
        return HealthReport(
            components: [database], canServe: await pool.isServing, isSchedulerRunning: jobs.stopped().isEmpty,
            certificatesLoaded: certificates, isHTTPSEnabled: hasHTTPS)
    }
}
