import ProxyModel
import RedisStore
import TestSupport

/// The adapters for short-lived values that the suite is run on.
enum VolatileStoreUnderTest: CaseIterable, CustomStringConvertible {
    case memory, redis

    var description: String { self == .memory ? "memory" : "Redis" }

    /// Runs `body` with an empty store, and with another view on the same data, as a second node has it.
    func run(_ body: (any VolatileStore, any VolatileStore) async throws -> Void) async throws {
        switch self {
        case .memory:
            let store = MemoryVolatileStore()
            try await body(store, store)
        case .redis:
            try await withRedis { redis in
                try await body(RedisVolatileStore(try redis.client()), RedisVolatileStore(try redis.client()))
            }
        }
    }
}
