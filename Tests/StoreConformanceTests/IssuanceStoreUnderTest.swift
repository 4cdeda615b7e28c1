import ProxyModel
import RedisStore
import TestSupport

/// The adapters for the progress of issuances that the suite is run on.
enum IssuanceStoreUnderTest: CaseIterable, CustomStringConvertible {
    case memory, redis

    var description: String { self == .memory ? "memory" : "Redis" }

    /// Runs `body` with an empty store, and with another view on the same data, as a second node has it.
    func run(_ body: (any IssuanceStore, any IssuanceStore) async throws -> Void) async throws {
        switch self {
        case .memory:
            let store = MemoryIssuanceStore()
            try await body(store, store)
        case .redis:
            try await withRedis { redis in
                try await body(RedisIssuanceStore(try redis.client()), RedisIssuanceStore(try redis.client()))
            }
        }
    }
}
