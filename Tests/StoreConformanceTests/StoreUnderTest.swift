import ProxyModel
import RedisStore
import TestSupport

/// The adapters that the suite is run on.
enum StoreUnderTest: CaseIterable, CustomStringConvertible {
    case memory, redis

    /// How many of the last changes every store keeps at least, in these tests.
    static let history = 100

    var description: String { self == .memory ? "memory" : "Redis" }

    /// Runs `body` with an empty store, and with another view on the same data, as a second node has it.
    func run(_ body: (any ConfigurationStore, any ConfigurationStore) async throws -> Void) async throws {
        switch self {
        case .memory:
            let store = MemoryConfigurationStore(historyLimit: Self.history)
            try await body(store, store)
        case .redis:
            try await withRedis { redis in
                let one = RedisConfigurationStore(try redis.client(), streamLength: Self.history)
                let other = RedisConfigurationStore(try redis.client(), streamLength: Self.history)
                try await body(one, other)
            }
        }
    }
}
