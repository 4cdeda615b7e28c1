internal import ACME
internal import Egress
internal import Glibc
internal import Logging
internal import ProxyCore
internal import ProxyModel
internal import Reactor
internal import RedisStore
internal import ServiceLifecycle

/// Runs one node until it is told to end, and has drained.
///
/// Throws `SettingProblem` for what cannot work, before anything is bound.
func serve(_ settings: Settings) async throws {
    OpenSSLProcess.prepare()
    ProcessLimits.raiseDescriptors()
    let plan = try ListenerPlan(settings.listeners)
    try plan.probe()
    let state = try StateFolder(settings.security)
    let admin = try state.adminToken(settings.management)
    let output = try LogWriter(output: STDOUT_FILENO)
    let logger = JSONLogHandler.logger(settings.logging, output)
    let secretSealer = try SecretSealer.make(state, settings.security)
    let sealer = secretSealer.sealer
    let signals = try SignalWatch()

    let control = try ControlReactor()
    let redis = try await RedisComposition.start(settings.redis, state, control, logger)
    let store = RedisConfigurationStore(redis.client)

    let pool = WorkerPool(settings, plan, logger: logger)
    let (keyChanges, keysChanged) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    let (intents, intentsChanged) = AsyncStream.makeStream(of: [String].self)
    let news = CertificateNews()
    let services = ServiceNews()
    let follower = ConfigurationFollower(
        store, logger: logger,
        receiver: .init(
            onSnapshot: {
                await pool.install($0)
                news.take($0)
                keysChanged.yield()
            },
            onChange: {
                await pool.apply($0)
                news.take($0)
                services.take($0)
                if $0.touchesSigningKeys { keysChanged.yield() }
                intentsChanged.yield($0.intents)
            },
            onReload: {
                await pool.apply($0)
                news.take($0)
                services.take($0)
                keysChanged.yield()
                intentsChanged.yield($0.intents)
            }))
    let secrets = SharedSecrets(store, follower, sealer)
    let certificates = CertificateSource(store: store, sealer: sealer, secrets: secrets)
    let jobs = ScheduledJobs()
    let tickets = TicketKeyService(
        secrets, logger: logger, every: ScheduledJobs.Job.ticketKeys.pause,
        onRound: { jobs.noteRound(of: .ticketKeys) },
        deliver: { keys in await pool.replaceTicketKeys(keys) })
    let nodes = RedisNodeDirectory(
        client: redis.client, follower: follower, pool: pool, startedAt: CertificateSource.now, jobs: jobs,
        logger: logger)
    let fetcher = try HTTPFetcher(caFile: settings.egress.caFile)
    let oauth = try OAuthComposition(
        settings: settings, adminToken: admin.token, redis: redis.client, store: store, follower: follower,
        sealer: sealer, fetcher: fetcher, logger: logger)
    let issuance = try CertificateComposition(
        settings: settings, redis: redis.client, store: store, follower: follower, sealer: sealer, secrets: secrets,
        certificates: certificates, fetcher: fetcher, changes: intents, news: news, jobs: jobs, logger: logger)
    let expiry = ExpiryWatch(
        news, thresholds: settings.certificates.warningDays, claims: RedisVolatileStore(redis.client),
        issuances: RedisIssuanceStore(redis.client), follower: follower, jobs: jobs, logger: logger,
        now: { CertificateSource.now })
    let signingKeys = SigningKeyService(
        keys: oauth.keys, follower: follower, pool: pool, changes: keyChanges, jobs: jobs, logger: logger)
    let firstAccount = FirstAccount(
        settings: settings.oauth, email: settings.management.adminEmail, users: oauth.administration.users,
        follower: follower, logger: logger)
    let pruning = RegistrationPruningService(
        oauth.administration, follower: follower, jobs: jobs, logger: logger)
    let revocations = RevocationFollower(redis.client, logger: logger) { await pool.apply($0) }
    let docker = try DockerComposition(
        settings: settings, installation: secretSealer.installation, store: store,
        volatile: RedisVolatileStore(redis.client), follower: follower, sealer: sealer, pool: pool, news: services,
        logger: logger)
    let management = ManagementComposition(
        settings: settings, adminToken: admin.token, store: store, follower: follower, sealer: sealer,
        certificates: certificates, pool: pool, jobs: jobs, nodes: nodes,
        authorizationServer: oauth.administration, issuances: issuance.board, news: news,
        docker: docker, volatile: RedisVolatileStore(redis.client), logger: logger)

    try await pool.start(
        bridge: LocalServiceBridge(services: [management.service, oauth.site]), certificates: certificates,
        onDemand: issuance.onDemand, output: output, services: docker.workers, decided: oauth.trace.note)
    if admin.isNew { StandardError.write("proxyd: admin token (shown once): \(admin.token.reveal())") }
    logger.notice(
        "started",
        metadata: [
            "version": "\(ProxydVersion.text)", "workers": "\(pool.count)", "listeners": "\(plan.description)",
        ])

    await withTaskGroup(of: Void.self) { group in
        let background: [any Service] =
            (redis.embedded.map { [$0] } ?? []) + [
                follower, tickets, LocalCertificateRenewal(pool: pool), nodes, signingKeys, revocations, oauth.trace,
                firstAccount, pruning, issuance,
                expiry, docker,
            ]
        for service in background { group.addTask { try? await service.run() } }
        await signals.first()
        logger.notice("draining", metadata: ["deadline": "\(settings.timeouts.drain)"])
        await pool.drain(within: settings.timeouts.drain)
        group.cancelAll()
    }
    redis.client.close()
    store.close()
    logger.notice("stopped")
    output.stop(waitMS: 1000)
}
