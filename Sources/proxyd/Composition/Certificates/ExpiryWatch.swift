internal import ACME
internal import Logging
internal import ManagementAPI
internal import ProxyModel
internal import RedisStore
internal import ServiceLifecycle
internal import Synchronization

/// Warns of certificates that end soon, and of those that have ended: each warning once, whichever node is first.
struct ExpiryWatch: Service {
    /// Certificates looked at in one round: of those that end soon, and of those that have ended.
    private static let reach = 10_000
    /// Warnings told in one round; what is left is told in the next ones.
    private static let limit = 200
    /// How long after a change a round begins, so that many changes make one round.
    private static let calm = Duration.seconds(1)

    private let expiries: CertificateExpiries
    private let thresholds: [Int]
    private let claims: any VolatileStore
    private let progress: Issuances
    private let jobs: ScheduledJobs
    private let follower: ConfigurationFollower
    private let changes: AsyncStream<Void>
    private let logger: Logger
    private let now: @Sendable () -> Int64
    /// What this node has told, or found told: asked for no second time.
    private let settled = SettledWarnings()

    /// Makes the watch; `thresholds` are days before the end.
    init(
        _ news: CertificateNews, thresholds: [Int], claims: any VolatileStore, issuances: any IssuanceStore,
        follower: ConfigurationFollower, jobs: ScheduledJobs, logger: Logger, now: @escaping @Sendable () -> Int64
    ) {
        expiries = news.expiries
        changes = news.changes
        self.thresholds = thresholds
        self.claims = claims
        progress = Issuances(issuances)
        self.follower = follower
        self.jobs = jobs
        self.logger = logger
        self.now = now
    }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            guard await follower.waitUntilLoaded() else { return }
            await withTaskGroup(of: Void.self) { group in
                group.addTask {
                    while !Task.isCancelled {
                        await round()
                        jobs.noteRound(of: .certificateExpiry)
                        try? await Task.sleep(for: ScheduledJobs.Job.certificateExpiry.pause)
                    }
                }
                group.addTask {
                    for await _ in changes {
                        guard (try? await Task.sleep(for: Self.calm)) != nil else { return }
                        await round()
                    }
                }
            }
        }
    }

    /// Tells what nobody has told yet; with the store away it is told when the store is back.
    func round() async {
        let now = now()
        let warnings = expiries.warnings(thresholds: thresholds, reach: Self.reach, now: now)
        for warning in settled.unsettled(warnings).prefix(Self.limit) {
            let lifetime = max(warning.notAfter - now, 0) + 40 * ExpiryWarning.day
            let key = VolatileKey(.warning, warning.id)
            do throws(StoreFailure) {
                if try await claims.put(key, [1], lifetime: lifetime, if: .absent) { await tell(warning) }
                settled.note(warning)
            } catch {
                return
            }
        }
    }

    private func tell(_ warning: ExpiryWarning) async {
        let state = follower.withSnapshot { snapshot in
            (snapshot?.certificates[warning.name]?.value, snapshot?.certificateIntents[warning.name]?.value)
        }
        guard let record = state.0, record.notAfter == warning.notAfter else { return }
        let issuance = state.1 == nil ? nil : try? await progress.issuance(warning.name)
        let left = (warning.notAfter - now()) / ExpiryWarning.day
        var metadata: Logger.Metadata = [
            "event": warning.isExpired ? "certificate_expired" : "certificate_expiring_soon",
            "certificate": "\(warning.name)", "domains": "\(record.domains.joined(separator: " "))",
            "expires_at": "\(Timestamp(milliseconds: warning.notAfter))", "days_left": "\(left)",
            "issuer": "\(record.issuer)",
        ]
        if let owner = record.owner { metadata["owner"] = "\(owner)" }
        if let issuance {
            if let failure = issuance.failure { metadata["last_error"] = "\(failure.words)" }
            metadata["next_attempt"] = "\(Timestamp(milliseconds: issuance.nextAttempt))"
        } else if state.1 == nil {
            metadata["advice"] = "it was uploaded: upload another one in its place"
        }
        if warning.isExpired {
            logger.error("a certificate has expired and is served all the same", metadata: metadata)
        } else {
            metadata["threshold_days"] = "\(warning.days)"
            logger.warning("a certificate expires soon", metadata: metadata)
        }
    }
}

/// Which warnings need no asking any more: those of the certificates that end soon, and no others.
private final class SettledWarnings: Sendable {
    private let ids = Mutex<Set<String>>([])

    /// Those that are not settled; what no longer applies is forgotten.
    func unsettled(_ warnings: [ExpiryWarning]) -> [ExpiryWarning] {
        ids.withLock { ids in
            ids.formIntersection(warnings.map(\.id))
            return warnings.filter { !ids.contains($0.id) }
        }
    }

    func note(_ warning: ExpiryWarning) { _ = ids.withLock { $0.insert(warning.id) } }
}
