internal import ProxyModel
internal import Synchronization

/// Which stored metadata of registrations is in use, so that what nobody uses can be removed.
final class RegistrationUses: Sendable {
    /// For how long metadata is kept that nobody uses, in milliseconds.
    static let patience: Int64 = 90 * 86_400_000
    /// How exact the note of a use is, so that not every request writes.
    private static let grain: Int64 = 86_400_000
    /// What an operator registered is not for others to remove.
    private static let forGood: Int64 = 3_650 * 86_400_000
    private static let longestMemory = 10_000

    private let environment: OAuthEnvironment
    private let noted = Mutex<[String: Int64]>([:])

    init(_ environment: OAuthEnvironment) { self.environment = environment }

    /// Notes that a client uses the metadata of a digest; a store that is away costs no more than the note.
    func note(_ digest: String, isVouched: Bool) async {
        let now = environment.now()
        let key = isVouched ? Self.vouchedKey(digest) : Self.key(digest)
        let isDue = noted.withLock { noted in
            if let last = noted[key.id], now - last < Self.grain { return false }
            if noted.count >= Self.longestMemory { noted.removeAll() }
            noted[key.id] = now
            return true
        }
        guard isDue else { return }
        _ = try? await environment.store.put(
            key, [1], lifetime: isVouched ? Self.forGood : Self.patience + Self.grain, if: .always)
    }

    /// Whether anybody used the metadata of late; nil before uses were noted for long enough to tell.
    func isUsed(_ digest: String) async throws(StoreFailure) -> Bool? {
        let now = environment.now()
        let beginning = VolatileKey(.usage, "registrations-noted-since")
        guard let bytes = try await environment.store.value(beginning),
            let start = Int64(String(decoding: bytes, as: UTF8.self))
        else {
            _ = try await environment.store.put(
                beginning, Array("\(now)".utf8), lifetime: Self.forGood, if: .absent)
            return nil
        }
        guard now - start >= Self.patience else { return nil }
        if try await environment.store.value(Self.vouchedKey(digest)) != nil { return true }
        return try await environment.store.value(Self.key(digest)) != nil
    }

    private static func key(_ digest: String) -> VolatileKey { VolatileKey(.usage, "registration:" + digest) }

    /// Apart from what strangers can note: one who registers the same metadata must not shorten an operator's note.
    private static func vouchedKey(_ digest: String) -> VolatileKey {
        VolatileKey(.usage, "registration-vouched:" + digest)
    }
}
