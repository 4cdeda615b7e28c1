internal import DockerControl
internal import Egress
internal import Logging
internal import ManagementAPI
internal import ProxyCore
internal import ProxyModel
internal import RedisStore
internal import ServiceLifecycle

/// The engine of this node, where there is one, with everything that works on it.
///
/// What requests tell of their services is passed on without an engine, too: it may be another node's.
struct DockerComposition: Service {
    /// What operations ask; `NoEngine` without `DOCKER_HOST`.
    let containers: any ServiceControl
    /// What services may ask for, this process's own ports and the engine's socket kept out.
    let policy: ServicePolicy
    /// What was done at the engine.
    let counters = EngineCounters()
    /// What workers tell of services, and are told.
    let workers: WorkerServices

    private let controller: EngineController?
    private let images: ImageSweeping?
    private let labels: LabelFollower?
    private let activity: ServiceActivity
    private let follower: ConfigurationFollower
    private let news: ServiceNews

    /// Throws `EngineAddress.Problem` for an address that the settings have refused already, `FetchFailure` without threads.
    init(
        settings: Settings, installation: InstallationID, store: any ConfigurationStore, volatile: any VolatileStore,
        follower: ConfigurationFollower, sealer: any BundleSealer, pool: WorkerPool, news: ServiceNews, logger: Logger
    ) throws {
        let log = DockerLog(logger)
        let configured = settings.docker
        let now: @Sendable () -> Int64 = { CertificateSource.now }
        self.follower = follower
        self.news = news
        policy = Self.policy(settings)
        guard let address = try configured.address() else {
            controller = nil
            images = nil
            labels = nil
            containers = NoEngine(statuses: ServiceStatusStore(volatile))
            let activity = ServiceActivity(
                ServiceUseStore(volatile), logger: logger, uses: { await pool.serviceUses(now: $0) }, nudge: {},
                now: now)
            self.activity = activity
            workers = WorkerServices(node: "", wakes: { activity.wake($0) }, told: { log.note($0) })
            return
        }
        if address.isExposed {
            logger.warning(
                "the engine is reached without TLS: whoever is on the way is root on its host",
                metadata: ["setting": "DOCKER_TLS_VERIFY"])
        }
        let node = configured.nodeName ?? NodeName.host
        let fetcher = try HTTPFetcher()
        let editor = ConfigurationEditor(store: store, source: follower)
        let preparation = ImagePreparation(
            installation: installation, policy: policy,
            credentials: configured.registryCredentials.map { path in
                RegistryCredentialsFile(path: path, note: { log.note($0) })
            },
            hasNetwork: !configured.hasInternalNetworks)
        var environment = EngineControllerEnvironment(
            settings: EngineControllerSettings(
                configured, address: address, node: node, installation: installation),
            fetcher: fetcher, store: volatile, snapshot: { follower.withSnapshot { $0 } }, editor: editor,
            sealer: sealer, policy: policy,
            prepareImage: { (service, client, progress) async throws(EngineFailure) in
                try await preparation.prepare(service, on: client, progress: progress)
            },
            now: now,
            note: { [counters] notice in
                counters.note(notice)
                log.note(notice)
            })
        let unopened = UnopenedPorts()
        environment.unopenedPorts = unopened
        let controller = EngineController(environment: environment, holder: pool.nodeName)
        let activity = ServiceActivity(
            ServiceUseStore(volatile), logger: logger, uses: { await pool.serviceUses(now: $0) },
            nudge: { controller.nudge() }, now: now)
        self.activity = activity
        self.controller = controller
        containers = controller
        images = ImageSweeping(
            ImageSweep(installation: installation), controller: controller, follower: follower, logger: logger)
        labels =
            configured.labelHosts.isEmpty
            ? nil
            : LabelFollower(
                globs: configured.labelHosts, controller: controller, editor: editor,
                snapshot: { follower.withSnapshot { $0 } }, now: now, note: { log.note($0) })
        workers = WorkerServices(
            node: node, wakes: { activity.wake($0) },
            told: { report in
                log.note(report)
                if unopened.note(report, at: now()) { controller.look(at: report.service) }
            })
    }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            guard await follower.waitUntilLoaded() else { return }
            await withTaskGroup(of: Void.self) { group in
                group.addTask { try? await activity.run() }
                if let controller {
                    group.addTask { await controller.run() }
                    group.addTask { for await _ in news.changes { controller.nudge() } }
                }
                if let images { group.addTask { await images.run() } }
                if let labels { group.addTask { await labels.run() } }
            }
        }
    }

    private static func policy(_ settings: Settings) -> ServicePolicy {
        var policy = settings.docker.policy
        let listeners = settings.listeners
        let ports =
            listeners.httpPorts + listeners.httpsPorts + [listeners.apiPort, listeners.proxyProtocolPort]
        policy.ports.listeners = Set(ports.filter { $0 != 0 })
        policy.ports.allowsGates = settings.docker.reach == .network
        if case .unix(let path)? = (try? settings.docker.address())?.transport { policy.engineSocket = path }
        return policy
    }
}

extension EngineControllerSettings {
    /// What the settings say about an engine.
    fileprivate init(
        _ configured: DockerSettings, address: EngineAddress, node: String, installation: InstallationID
    ) {
        self.init(address: address, node: node, installation: installation)
        version = configured.apiVersion
        nodeLabels = configured.nodeLabels
        reach = configured.reach
        hasInternalNetworks = configured.hasInternalNetworks
        drift = configured.drift
        adoptsOrphans = configured.orphans == .adopt
        localServices = Set(LocalServiceName.all)
    }
}
