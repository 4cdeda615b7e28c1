internal import DockerControl
internal import Logging
internal import ProxyModel
internal import RedisStore

/// Removes built images that nothing needs any more, now and then.
struct ImageSweeping: Sendable {
    private static let pause = Duration.seconds(60)

    private let sweep: ImageSweep
    private let controller: EngineController
    private let follower: ConfigurationFollower
    private let logger: Logger

    init(_ sweep: ImageSweep, controller: EngineController, follower: ConfigurationFollower, logger: Logger) {
        self.sweep = sweep
        self.controller = controller
        self.follower = follower
        self.logger = logger
    }

    /// Works until the task is cancelled.
    func run() async {
        while (try? await Task.sleep(for: Self.pause)) != nil {
            guard let client = controller.client, let services = follower.withSnapshot({ $0?.dockerServices }) else {
                continue
            }
            do throws(EngineFailure) {
                for image in try await sweep.run(on: client, services: services.mapValues(\.value)) {
                    logger.info("an image is not needed any more", metadata: ["image": "\(image)"])
                }
            } catch {
                logger.debug("images are looked through later", metadata: ["reason": "\(error)"])
            }
        }
    }
}
