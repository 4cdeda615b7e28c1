import ProxyModel
import Synchronization

/// The secrets of a node that ends after so many writes.
final class DyingSecrets: SharedSecretStore {
    struct Ended: Error {}

    private let shared: any SharedSecretStore
    private let left: Mutex<Int>

    init(_ shared: any SharedSecretStore, writes: Int) {
        self.shared = shared
        left = Mutex(writes)
    }

    func secret(_ name: String) throws -> [UInt8]? { try shared.secret(name) }

    func names(startingWith prefix: String) throws -> [String] { try shared.names(startingWith: prefix) }

    func update(_ name: String, _ change: @Sendable ([UInt8]?) throws -> [UInt8]) async throws -> [UInt8] {
        let isAlive = left.withLock { left in
            left -= 1
            return left >= 0
        }
        guard isAlive else { throw Ended() }
        return try await shared.update(name, change)
    }
}
