internal import ProxyModel
internal import Synchronization

/// Shared secrets in memory.
package final class MemorySecrets: SharedSecretStore {
    private let secrets = Mutex<[String: [UInt8]]>([:])

    /// Makes a store without secrets.
    package init() {}

    /// The names of all secrets, sorted.
    package var names: [String] { secrets.withLock { $0.keys.sorted() } }

    package func secret(_ name: String) throws -> [UInt8]? { secrets.withLock { $0[name] } }

    package func names(startingWith prefix: String) throws -> [String] { names.filter { $0.hasPrefix(prefix) } }

    package func update(_ name: String, _ change: @Sendable ([UInt8]?) throws -> [UInt8]) async throws -> [UInt8] {
        try secrets.withLock { secrets in
            let new = try change(secrets[name])
            secrets[name] = new
            return new
        }
    }
}
