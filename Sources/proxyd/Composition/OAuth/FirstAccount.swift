internal import Logging
internal import OAuthServer
internal import ProxyModel
internal import RedisStore
internal import ServiceLifecycle

/// Makes the account that the settings name, while there is none at all.
struct FirstAccount: Service {
    private static let pause = Duration.seconds(5)

    let settings: AuthorizationSettings
    let email: String?
    let users: LocalUsers
    let follower: ConfigurationFollower
    let logger: Logger

    func run() async throws {
        guard let name = settings.firstUser, let password = settings.firstUserPassword else { return }
        await cancelWhenGracefulShutdown {
            guard await follower.waitUntilLoaded() else { return }
            while !Task.isCancelled, follower.withSnapshot({ $0?.users.isEmpty }) == true {
                do throws(Problem) {
                    _ = try await users.create(name: name, password: password.reveal(), email: email)
                    return logger.notice("the first account is made", metadata: ["user": "\(name)"])
                } catch {
                    // Another node with the same settings was faster.
                    if error.kind == .conflict { return }
                    logger.warning("the first account cannot be made yet", metadata: ["reason": "\(error.detail)"])
                }
                try? await Task.sleep(for: Self.pause)
            }
        }
    }
}
