import ProxyModel
import Synchronization

/// Shared secrets in memory.
final class MemorySecrets: SharedSecretStore {
    private let secrets = Mutex<[String: [UInt8]]>([:])

    var names: [String] { secrets.withLock { $0.keys.sorted() } }

    func secret(_ name: String) throws -> [UInt8]? { secrets.withLock { $0[name] } }

    func update(_ name: String, _ change: @Sendable ([UInt8]?) throws -> [UInt8]) async throws -> [UInt8] {
        try secrets.withLock { secrets in
            let new = try change(secrets[name])
            secrets[name] = new
            return new
        }
    }
}
