internal import ProxyModel

/// Identifiers that stay refused after their records were pruned: a sealed identifier says by itself what client it is of.
///
/// Half of each identifier's digest is kept, in 16 records of the configuration that no client is called by.
enum ForgottenRegistrations {
    static let prefix = "forgotten:"
    private static let member = "digests"
    private static let digits = 32

    /// Whether an identifier was forgotten.
    static func contain(_ id: String, in snapshot: ConfigurationSnapshot) -> Bool {
        let digest = digest(id)
        return digests(of: name(digest), in: snapshot).contains(digest)
    }

    /// The records that say it of these identifiers, too.
    static func adding(_ ids: [String], to snapshot: ConfigurationSnapshot, at now: Int64) -> [Change] {
        let added = Dictionary(grouping: ids.map(digest), by: name)
        return added.sorted { $0.key < $1.key }.map { name, digests in
            var record = snapshot.clients[name]?.value ?? ClientRecord(id: name, createdAt: now, updatedAt: now)
            let all = self.digests(of: name, in: snapshot).union(digests).sorted()
            record.metadata = JSONValue.object([member: .array(all.map { .string($0) })]).compactText
            record.updatedAt = now
            return .put(.client(record))
        }
    }

    private static func digests(of name: String, in snapshot: ConfigurationSnapshot) -> Set<String> {
        guard let text = snapshot.clients[name]?.value.metadata,
            let value = try? JSONValue(parsing: Array(text.utf8))
        else { return [] }
        return Set((value[member]?.arrayValue ?? []).compactMap(\.stringValue))
    }

    private static func digest(_ id: String) -> String { String(SecretDigest.hexadecimal(id).prefix(digits)) }

    private static func name(_ digest: String) -> String { prefix + digest.prefix(1) }
}
