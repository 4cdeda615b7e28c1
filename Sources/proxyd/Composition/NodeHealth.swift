internal import ACME
internal import DockerControl
internal import ManagementAPI
internal import ProxyModel
internal import RedisStore

/// The health of this node, looked at when somebody asks.
struct NodeHealth: HealthSource {
    let follower: ConfigurationFollower
    let pool: WorkerPool
    let jobs: ScheduledJobs
    let expiries: CertificateExpiries
    let containers: any ServiceControl
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
            components: [database, Self.certificates(expiries, now: CertificateSource.now)]
                + (Self.provisions(lacking: await pool.lacking).map { [$0] } ?? [])
                + (Self.docker(await containers.engine()).map { [$0] } ?? []),
            canServe: await pool.isServing, isSchedulerRunning: jobs.stopped().isEmpty,
            certificatesLoaded: certificates, isHTTPSEnabled: hasHTTPS)
    }

    /// What was not read from the store although clients are served; nil when nothing is missing.
    static func provisions(lacking: [String]) -> HealthReport.Component? {
        guard !lacking.isEmpty else { return nil }
        return HealthReport.Component(
            name: "provisions", status: .degraded,
            detail: "served without, not read yet: " + lacking.joined(separator: ", "))
    }

    /// The engine of this node; nil where none is asked for.
    ///
    /// Why it cannot be used is for the admin.
    static func docker(_ condition: EngineCondition) -> HealthReport.Component? {
        switch condition {
        case .off: nil
        case .away(let reason):
            HealthReport.Component(
                name: "docker", status: .unhealthy, detail: "the engine cannot be used", adminDetail: reason)
        case .connected(_, let version, _, _):
            HealthReport.Component(name: "docker", status: .healthy, version: version)
        }
    }

    /// One that has ended is served rather than none, and that is said wherever somebody may look; which it is, to the admin.
    static func certificates(_ expiries: CertificateExpiries, now: Int64) -> HealthReport.Component {
        let (count, names) = expiries.expired(by: now, limit: 3)
        guard count > 0 else { return HealthReport.Component(name: "certificates", status: .healthy) }
        let others = count - names.count
        return HealthReport.Component(
            name: "certificates", status: .degraded,
            detail: "expired and served all the same: \(count)",
            adminDetail: "expired and served all the same: " + names.joined(separator: ", ")
                + (others > 0 ? " and \(others) more" : ""))
    }
}
