internal import ACME
internal import Logging
internal import ManagementAPI
internal import OAuthServer
internal import ProxyCore
internal import ProxyModel
internal import RedisStore

/// The management API with everything it works on.
struct ManagementComposition: Sendable {
    /// What requests on the management listener are answered by.
    let service: any LocalService

    init(
        settings: Settings, adminToken: Secret, store: any ConfigurationStore, follower: ConfigurationFollower,
        sealer: any BundleSealer, certificates: CertificateSource, pool: WorkerPool, jobs: ScheduledJobs,
        nodes: any NodeDirectory, authorizationServer: any AuthorizationServer, issuances: IssuanceBoard,
        news: CertificateNews, docker: DockerComposition, volatile: any VolatileStore, logger: Logger
    ) {
        let environment = ManagementEnvironment(
            settings: ManagementAPI.ManagementSettings(
                adminDigest: SecretDigest.hexadecimal(adminToken.reveal()),
                adminEmail: settings.management.adminEmail, version: ProxydVersion.text,
                localServices: LocalServiceName.all, origins: PublicOrigins(settings.listeners),
                obtainsCertificates: settings.certificates.isConfigured,
                permitsOnDemand: settings.certificates.onDemand.permitsNames,
                baseDomain: settings.management.baseDomain,
                tokensMayRunContainers: settings.docker.creation == .token),
            store: store, volatile: volatile, source: follower, sealer: sealer, explainer: PoolExplainer(pool: pool),
            health: NodeHealth(
                follower: follower, pool: pool, jobs: jobs, expiries: news.expiries, containers: docker.containers,
                hasHTTPS: !settings.listeners.httpsPorts.isEmpty),
            nodes: nodes, authorizationServer: authorizationServer, issuances: issuances,
            certificateWaiters: news.waiters, certificateExpiries: news.expiries, containers: docker.containers,
            servicePolicy: docker.policy, engineCounters: docker.counters,
            portCounts: { await pool.portCounts() },
            authority: {
                (try? await certificates.localAuthority()).map {
                    LocalAuthorityCertificates(rootPEM: $0.rootPEM, intermediatePEM: $0.intermediatePEM)
                }
            },
            restore: { () throws(StoreFailure) in
                try await follower.restore { name in try? await store.sealedBundle(name) }
            },
            now: { CertificateSource.now })
        service = ManagementService(environment, logger: logger)
    }
}

extension ConfigurationFollower: SnapshotSource {}

/// Explains by a worker's own table: what it says is what happens.
private struct PoolExplainer: RouteExplainer {
    let pool: WorkerPool

    func explain(method: String, host: String, path: String, isTLS: Bool) async -> RouteExplanation {
        await pool.explain(method: method, host: host, path: path, tls: isTLS)
    }
}
