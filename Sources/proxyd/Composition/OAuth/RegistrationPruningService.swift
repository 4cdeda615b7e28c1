internal import Logging
internal import OAuthServer
internal import ProxyModel
internal import RedisStore
internal import ServiceLifecycle

/// Removes registrations that nobody uses, every few hours.
struct RegistrationPruningService: Service {
    private static let pause = Duration.seconds(6 * 3_600)

    private let pruning: RegistrationPruning
    private let follower: ConfigurationFollower
    private let logger: Logger

    init(_ administration: OAuthAdministration, follower: ConfigurationFollower, logger: Logger) {
        pruning = RegistrationPruning(administration.environment)
        self.follower = follower
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
                try? await Task.sleep(for: Self.pause)
            }
        }
    }
}
