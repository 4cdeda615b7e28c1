internal import ProxyModel

/// Which signing keys there have to be, by the clock; times are in milliseconds.
///
/// For each algorithm in use one key signs; the next one is published before it signs, so that caches of the key set know
/// it; the one before is accepted until the last token that it signed has expired.
struct SigningKeySchedule: Sendable {
    /// For how long a key is published before it signs: longer than key sets are cached.
    static let lead: Int64 = 15 * 60_000
    /// No clock of a node is further from another's.
    private static let margin: Int64 = 10 * 60_000

    /// The algorithms that something is signed with.
    var algorithms: Set<SigningKey.Algorithm>
    /// How long a key signs.
    var rotation: Int64
    /// How long a token is good.
    var tokenLifetime: Int64
    /// A key that an operator brought along: it signs, and nothing takes its place by the clock.
    var configured: SigningKey?

    /// A key that has to be made.
    struct Demand: Equatable {
        var algorithm: SigningKey.Algorithm
        var activeFrom: Int64
    }

    /// What is missing.
    func demands(_ keys: [SigningKey], at now: Int64) -> [Demand] {
        algorithms.sorted { $0.rawValue < $1.rawValue }.compactMap { algorithm in
            let live = keys.filter { $0.algorithm == algorithm && $0.retiresAt.map { $0 > now } ?? true }
            let known = configured?.algorithm == algorithm ? live.filter { $0.kid == configured?.kid } : live
            guard let signer = Self.signer(known, at: now) else {
                return known.isEmpty
                    ? Demand(algorithm: algorithm, activeFrom: live.isEmpty ? now : now + Self.lead) : nil
            }
            guard configured?.algorithm != algorithm, now >= signer.activeFrom + rotation - Self.lead,
                !known.contains(where: { $0.activeFrom > now })
            else { return nil }
            return Demand(algorithm: algorithm, activeFrom: now + Self.lead)
        }
    }

    /// What has to change of the keys that are there: ends that are planned now, and keys whose end has come.
    func changes(_ keys: [SigningKey], at now: Int64) -> [Change] {
        keys.sorted { $0.kid < $1.kid }.compactMap { key in
            if let end = key.retiresAt { return end <= now ? .delete(RecordKey(.signingKeys, key.kid)) : nil }
            guard let last = lastUse(of: key, keys, at: now) else { return nil }
            var ending = key
            ending.retiresAt = max(last, now) + tokenLifetime + Self.margin
            return .put(.signingKey(ending))
        }
    }

    /// The key that signs: of those that may, the one that began last.
    static func signer(_ keys: [SigningKey], at now: Int64) -> SigningKey? {
        keys.filter { $0.activeFrom <= now }.max { ($0.activeFrom, $0.kid) < ($1.activeFrom, $1.kid) }
    }

    /// When a key signed its last token; nil while it signs or is going to.
    private func lastUse(of key: SigningKey, _ keys: [SigningKey], at now: Int64) -> Int64? {
        guard algorithms.contains(key.algorithm) else { return now }
        let others = keys.filter { $0.algorithm == key.algorithm }
        guard let signer = Self.signer(others, at: now), signer.kid != key.kid, key.activeFrom <= now else {
            return nil
        }
        return signer.activeFrom
    }
}
