internal import ACME
internal import Egress
internal import Logging
internal import ManagementAPI
internal import ProxyModel
internal import RedisStore
internal import ServiceLifecycle

/// What obtains and renews this installation's certificates, with everything it works on.
struct CertificateComposition: Service {
    let worker: IssuanceWorker
    /// The progress of issuances, for operations.
    let board: IssuanceBoard
    /// What workers tell of handshakes for names without a certificate.
    let onDemand: OnDemandCertificates
    private let onDemandEnvironment: OnDemandEnvironment
    private let follower: ConfigurationFollower
    /// Yields the names of certificates whose intents may have changed.
    private let changes: AsyncStream<[String]>
    private let logger: Logger

    /// Puts the parts together; throws `DNSFailure` when the process has no resources left for them.
    init(
        settings: Settings, redis: RedisClient, store: any ConfigurationStore, follower: ConfigurationFollower,
        sealer: any BundleSealer, secrets: SharedSecrets, certificates: CertificateSource, fetcher: HTTPFetcher,
        changes: AsyncStream<[String]>, news: CertificateNews, jobs: ScheduledJobs, logger: Logger
    ) throws {
        let now: @Sendable () -> Int64 = { CertificateSource.now }
        let issuanceStore = RedisIssuanceStore(redis)
        let configured = settings.certificates
        let configuration = FollowedCertificates(
            follower: follower, store: store, editor: ConfigurationEditor(store: store, source: follower))
        let authorities = AccountAuthorities(
            secrets: secrets, fetcher: fetcher, caFile: configured.caFile ?? settings.egress.caFile,
            userAgent: "proxyd/\(ProxydVersion.text)", now: now)
        var environment = IssuanceEnvironment(
            store: issuanceStore,
            configuration: configuration, authorities: authorities,
            sealer: sealer,
            settings: IssuerSettings(
                defaultIssuer: configured.directoryURL ?? IssuerPreset.letsEncrypt.rawValue,
                stagingURL: configured.stagingURL, email: configured.email ?? settings.management.adminEmail))
        var resolving = DNSSettings()
        if !configured.resolvers.isEmpty { resolving.servers = configured.resolvers }
        let dns = try DNSClient(resolving)
        environment.solver = DNSChallengeSolver(
            client: dns, propagation: PropagationCheck(client: dns),
            factory: DNSProviderFactory(
                fetcher: fetcher, client: dns, sealer: sealer, hooksFolder: configured.hooksFolder, now: now),
            record: { name in follower.withSnapshot { $0?.dnsProviders[name]?.value } },
            leftOver: { challenge, failure in
                logger.warning(
                    "a DNS record could not be taken away",
                    metadata: ["name": "\(challenge.identifier)", "reason": "\(failure)"])
            })
        environment.preflight = IntentPreflight(
            checks: Preflight(fetcher: fetcher, client: dns), configuration: configuration,
            account: { intent, issuer in
                authorities.accountURL(
                    issuer, email: intent.email ?? configured.email ?? settings.management.adminEmail)
            },
            identities: { issuer in (try? await authorities.client(issuer).directory().caaIdentities) ?? [] },
            ownAddresses: { configured.publicAddresses.map(\.address) }, now: now)
        environment.localIssuer = LocalAuthorityIssuer(certificates: certificates)
        let log = CertificateLog(logger)
        environment.observe = { issuance in
            news.waiters.wake([issuance.name])
        }
        environment.attemptEnded = { log.note($0, $1) }
        environment.workEnded = { log.note(stopped: $0, $1) }
        onDemandEnvironment = OnDemandEnvironment(
            settings, configuration: configuration, redis: redis, fetcher: fetcher, logger: logger)
        onDemand = OnDemandCertificates(wait: configured.onDemand.wait)
        environment.onDemand = OnDemandKeeper(onDemandEnvironment)
        worker = IssuanceWorker(environment, onRound: { jobs.noteRound(of: .issuance) })
        board = IssuanceBoard(store: issuanceStore, settings: environment.settings, authorities: authorities)
        self.follower = follower
        self.changes = changes
        self.logger = logger
    }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            guard await follower.waitUntilLoaded() else { return }
            await withTaskGroup(of: Void.self) { group in
                group.addTask { await worker.run() }
                group.addTask { for await names in changes { await hasten(names) } }
                group.addTask { await onDemand.run(onDemandEnvironment) }
            }
        }
    }

    /// What is not told now is found by the next search for what is wanted and not in the schedule.
    private func hasten(_ names: [String]) async {
        do throws(StoreFailure) {
            try await worker.hasten(names)
        } catch {
            logger.warning("a change of certificates is taken up later", metadata: ["reason": "\(error)"])
        }
    }
}

extension ChangeSet {
    /// The certificates whose intents are among the changes.
    var intents: [String] { changes.map(\.key).filter { $0.kind == .certificateIntents }.map(\.id) }
}
