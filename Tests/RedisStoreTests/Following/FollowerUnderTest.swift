import Logging
import ProxyModel
import RedisStore
import Synchronization
import TestSupport

/// A node of its own: client, store and a running follower whose deliveries are recorded.
final class FollowerUnderTest: Sendable {
    enum Delivery: Equatable, Sendable {
        case snapshot(Revision, proxies: Int)
        case change(Revision)
    }

    let client: RedisClient
    let store: RedisConfigurationStore
    let follower: ConfigurationFollower
    private let recorder = Recorder()

    private final class Recorder: Sendable {
        let deliveries = Mutex<[Delivery]>([])

        func add(_ delivery: Delivery) { deliveries.withLock { $0.append(delivery) } }
    }

    private init(_ client: RedisClient, _ options: FollowerOptions) {
        self.client = client
        let store = RedisConfigurationStore(client)
        self.store = store
        let recorder = recorder
        follower = ConfigurationFollower(
            store, options, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            receiver: ConfigurationFollower.Receiver(
                onSnapshot: { recorder.add(.snapshot($0.revision, proxies: $0.proxies.count)) },
                onChange: { recorder.add(.change($0.revision)) }))
    }

    var deliveries: [Delivery] { recorder.deliveries.withLock { $0 } }

    /// Runs `body` beside a follower of the server's configuration.
    static func run(
        _ redis: RedisServerFixture, _ change: (inout FollowerOptions) -> Void = { _ in },
        _ body: (FollowerUnderTest) async throws -> Void
    ) async throws {
        var options = FollowerOptions()
        options.firstPauseMS = 10
        options.longestPauseMS = 100
        options.waitMS = 500
        change(&options)
        let node = FollowerUnderTest(try redis.client(), options)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await node.follower.run() }
            try await body(node)
            group.cancelAll()
        }
        node.store.close()
        node.client.close()
    }
}
