internal import Logging
internal import OAuthServer
internal import ProxyCore
internal import ProxyModel
internal import RedisStore
internal import ServiceLifecycle

/// Makes signing keys in time, and gives the workers the keys that tokens are checked with.
struct SigningKeyService: Service {
    let keys: SigningKeyRing
    let follower: ConfigurationFollower
    let pool: WorkerPool
    /// Yields whenever the configuration's keys may have changed.
    let changes: AsyncStream<Void>
    let jobs: ScheduledJobs
    let logger: Logger

    func run() async throws {
        await cancelWhenGracefulShutdown {
            guard await follower.waitUntilLoaded() else { return }
            await withTaskGroup(of: Void.self) { group in
                group.addTask { await maintain() }
                group.addTask { for await _ in changes { await install() } }
            }
        }
    }

    /// Keys begin and end by the clock, so the workers are told again each time.
    private func maintain() async {
        while !Task.isCancelled {
            do throws(Problem) {
                try await keys.maintain()
            } catch {
                logger.warning("signing keys cannot be maintained", metadata: ["reason": "\(error.detail)"])
            }
            await install()
            jobs.noteRound(of: .signingKeys)
            try? await Task.sleep(for: ScheduledJobs.Job.signingKeys.pause)
        }
    }

    private func install() async {
        guard let snapshot = follower.snapshot else { return }
        let current = keys.currentKeys(snapshot)
        let unusable = await pool.install(
            GuardKeys(
                verification: current.verification.map {
                    GuardKeys.Verification(kid: $0.kid, algorithm: $0.algorithm, publicKey: $0.publicKey)
                },
                assertion: current.assertion.map { GuardKeys.Assertion(kid: $0.kid, privateKey: $0.privateKey) },
                formerAssertion: current.formerAssertion.map {
                    GuardKeys.Assertion(kid: $0.kid, privateKey: $0.privateKey)
                }))
        for kid in unusable { logger.error("a signing key cannot be used", metadata: ["kid": "\(kid)"]) }
    }
}

extension ChangeSet {
    /// Whether a key that signs or signed tokens is among the changes.
    var touchesSigningKeys: Bool { changes.contains { $0.key.kind == .signingKeys } }
}
