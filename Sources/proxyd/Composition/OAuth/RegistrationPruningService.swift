internal import Logging
internal import OAuthServer
internal import ProxyModel
internal import RedisStore
internal import ServiceLifecycle

/// Removes registrations that nobody uses, every few hours.
struct RegistrationPruningService: Service {
    private let pruning: RegistrationPruning
    private let follower: ConfigurationFollower
    private let jobs: ScheduledJobs
    private let logger: Logger

    init(
        _ administration: OAuthAdministration, follower: ConfigurationFollower, jobs: ScheduledJobs, logger: Logger
    ) {
        pruning = RegistrationPruning(administration.environment)
        self.follower = follower
        self.jobs = jobs
        self.logger = logger
    }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            guard await follower.waitUntilLoaded() else { return }
            while !Task.isCancelled {
                do throws(Problem) {
                    try await pruning.run()
                } catch {
                    logger.warning("registrations cannot be pruned", metadata: ["reason": "\(error.detail)"])
                }
                jobs.noteRound(of: .registrationPruning)
                try? await Task.sleep(for: ScheduledJobs.Job.registrationPruning.pause)
            }
        }
    }
}
