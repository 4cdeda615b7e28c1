package import ProxyModel

/// Identifiers that stay refused after their records were pruned: a sealed identifier says by itself what client it is of.
///
/// Half of each identifier's digest is kept, in 16 records of the configuration that no client is called by: as a JSON
/// object whose only member is the sorted array of them, which is searched without being parsed.
package enum ForgottenRegistrations {
    static let prefix = "forgotten:"
    /// Every node holds them all, 9 MB at most.
    static let mostInRecord = 16_384
    private static let member = "digests"
    private static let digits = 32
    private static let head = "{\"\(member)\":[\""
    private static let separator = "\",\""
    private static let tail = "\"]}"

    /// Whether a record of this name holds identifiers that were forgotten.
    package static func isRecord(_ id: String) -> Bool { id.hasPrefix(prefix) }

    /// Whether a sealed identifier was forgotten, also when that cannot be read.
    static func contain(_ id: String, in snapshot: ConfigurationSnapshot) -> Bool {
        let digest = digest(id)
        guard let record = snapshot.clients[name(digest)]?.value else { return false }
        guard let text = record.metadata?.utf8, let count = count(text) else { return true }
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            let found = self.digest(middle, of: text)
            if found.elementsEqual(digest.utf8) { return true }
            if found.lexicographicallyPrecedes(digest.utf8) { low = middle + 1 } else { high = middle }
        }
        return false
    }

    /// A record that holds what either of two holds: what was forgotten once stays so.
    ///
    /// Throws a 409 when one of them cannot be read, or the record would become too long.
    package static func uniting(_ record: ClientRecord, with current: ClientRecord?) throws(Problem) -> ClientRecord {
        var united = current ?? record
        united.metadata = try text(
            Set(digests(of: record)).union(current.map { record throws(Problem) in try digests(of: record) } ?? []))
        return united
    }

    /// The records that say it of these identifiers, too.
    ///
    /// Throws a 409 when one of them cannot be read, or would become too long.
    static func adding(
        _ ids: [String], to snapshot: ConfigurationSnapshot, at now: Int64
    ) throws(Problem) -> [Change] {
        var changes: [Change] = []
        for (name, added) in Dictionary(grouping: ids.map(digest), by: name).sorted(by: { $0.key < $1.key }) {
            var record = snapshot.clients[name]?.value ?? ClientRecord(id: name, createdAt: now, updatedAt: now)
            let known = snapshot.clients[name] == nil ? [] : try digests(of: record)
            record.metadata = try text(Set(known).union(added))
            record.updatedAt = now
            changes.append(.put(.client(record)))
        }
        return changes
    }

    private static func text(_ digests: Set<String>) throws(Problem) -> String {
        guard digests.count <= mostInRecord else {
            throw Problem(.conflict, "no more registrations can be forgotten; those that are left stay disabled")
        }
        return head + digests.sorted().joined(separator: separator) + tail
    }

    private static func digests(of record: ClientRecord) throws(Problem) -> [String] {
        guard let text = record.metadata, let count = count(text.utf8) else { throw unreadable(record) }
        let all = (0..<count).map { String(digest($0, of: text.utf8)) ?? "" }
        // What was not written here must not make others disappear in the search.
        guard Set(all).count == count, try self.text(Set(all)) == text else { throw unreadable(record) }
        return all
    }

    private static func unreadable(_ record: ClientRecord) -> Problem {
        Problem(.conflict, "the record '\(record.id)' cannot be read; nothing is added to it")
    }

    /// How many digests a text holds; nil when it has another form.
    private static func count(_ text: String.UTF8View) -> Int? {
        let length = text.count - head.utf8.count - tail.utf8.count + separator.utf8.count
        let each = digits + separator.utf8.count
        guard length > 0, length.isMultiple(of: each), text.starts(with: head.utf8),
            text.suffix(tail.utf8.count).elementsEqual(tail.utf8)
        else { return nil }
        return length / each
    }

    private static func digest(_ index: Int, of text: String.UTF8View) -> Substring.UTF8View {
        let start = text.index(
            text.startIndex, offsetBy: head.utf8.count + index * (digits + separator.utf8.count))
        return text[start..<text.index(start, offsetBy: digits)]
    }

    private static func digest(_ id: String) -> String { String(SecretDigest.hexadecimal(id).prefix(digits)) }

    private static func name(_ digest: String) -> String { prefix + digest.prefix(1) }
}
