import Logging
import ProxyModel
import RedisStore
import Synchronization
import TestSupport

/// A node that follows revocations and remembers what it was told, and when.
final class RevocationNode: Sendable {
    private final class Heard: Sendable {
        let deliveries = Mutex<[(revocations: [Revocation], at: ContinuousClock.Instant)]>([])
    }

    let client: RedisClient
    private let follower: RevocationFollower
    private let heard = Heard()

    private init(_ client: RedisClient) {
        self.client = client
        var options = RevocationFollower.Options()
        options.firstPauseMS = 10
        options.longestPauseMS = 100
        options.waitMS = 300
        let heard = heard
        follower = RevocationFollower(
            client, options, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            deliver: { revocations in heard.deliveries.withLock { $0.append((revocations, .now)) } })
    }

    /// Everything heard so far.
    var revocations: Set<Revocation> { heard.deliveries.withLock { Set($0.flatMap(\.revocations)) } }

    /// How often something was delivered.
    var deliveryCount: Int { heard.deliveries.withLock { $0.count } }

    /// When a revocation was first heard of.
    func heard(_ revocation: Revocation) -> ContinuousClock.Instant? {
        heard.deliveries.withLock { $0.first { $0.revocations.contains(revocation) }?.at }
    }

    /// Runs `body` beside a node that follows the server's revocations.
    static func run(_ redis: RedisServerFixture, _ body: (RevocationNode) async throws -> Void) async throws {
        let node = RevocationNode(try redis.client())
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await node.follower.run() }
            try await body(node)
            group.cancelAll()
        }
        node.client.close()
    }
}
