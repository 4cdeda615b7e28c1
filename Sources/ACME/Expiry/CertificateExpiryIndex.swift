package import ProxyModel

/// When certificates end, in order: kept by changes, so that nobody looks at all of them for a number.
///
/// Changes are gathered and sorted in when somebody asks next; without changes an answer costs a binary search.
package struct CertificateExpiryIndex: Sendable {
    /// One certificate that is there.
    package struct Entry: Sendable, Equatable {
        /// Its name.
        package let name: String
        /// Its end, in milliseconds since 1970.
        package let notAfter: Int64
        /// Milliseconds from its beginning to its end.
        package let lifetime: Int64
        /// Whether it is replaced without an operator.
        package let isRenewed: Bool

        /// Takes what matters from a record.
        package init(_ record: CertificateRecord) {
            name = record.name
            notAfter = record.notAfter
            lifetime = record.notAfter.subtractingReportingOverflow(record.notBefore).partialValue
            isRenewed = record.origin != .upload
        }
    }

    private struct Presence: OptionSet {
        let rawValue: UInt8
        static let isThere = Presence(rawValue: 1)
        static let isWanted = Presence(rawValue: 2)
    }

    private var sorted: [Entry] = []
    /// What has changed since it was sorted; nil = gone.
    private var changed: [String: Entry?] = [:]
    private var presence: [String: Presence] = [:]
    /// The ends of those that were revoked: few.
    private var revoked: [String: Int64] = [:]

    /// How many certificates are wanted and were never there, or are not there any more.
    package private(set) var missing = 0

    /// An index without certificates.
    package init() {}

    /// The index of a whole configuration.
    package init(_ snapshot: ConfigurationSnapshot) {
        sorted.reserveCapacity(snapshot.certificates.count)
        for (name, stored) in snapshot.certificates {
            sorted.append(Entry(stored.value))
            presence[name] = .isThere
            if stored.value.revokedAt != nil { revoked[name] = stored.value.notAfter }
        }
        sorted.sort(by: Self.isEarlier)
        for name in snapshot.certificateIntents.keys { note(name, .isWanted, true) }
    }

    /// Takes what was changed; what does not concern certificates is passed over.
    package mutating func apply(_ changes: [Change]) {
        for change in changes {
            switch change {
            case .put(.certificate(let record), _):
                changed[record.name] = .some(Entry(record))
                note(record.name, .isThere, true)
                revoked[record.name] = record.revokedAt == nil ? nil : record.notAfter
            case .put(.certificateIntent(let intent), _): note(intent.name, .isWanted, true)
            case .delete(let key) where key.kind == .certificates:
                changed[key.id] = .some(nil)
                note(key.id, .isThere, false)
                revoked[key.id] = nil
            case .delete(let key) where key.kind == .certificateIntents: note(key.id, .isWanted, false)
            case .put, .delete: break
            }
        }
    }

    /// How many certificates are there.
    package var count: Int {
        mutating get {
            settle()
            return sorted.count
        }
    }

    /// How many certificates end at a time or before it, in milliseconds since 1970.
    package mutating func count(endingBy time: Int64) -> Int {
        settle()
        var (low, high) = (0, sorted.count)
        while low < high {
            let middle = (low + high) / 2
            if sorted[middle].notAfter <= time { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// How many certificates were revoked and end after a time.
    package func revokedCount(endingAfter time: Int64) -> Int { revoked.values.count { $0 > time } }

    /// Those that have ended by a time, the last ones in order, at most `limit`.
    package mutating func ended(by time: Int64, _ limit: Int) -> ArraySlice<Entry> {
        sorted.prefix(count(endingBy: time)).suffix(limit)
    }

    /// Those that end after a time and not after another one, the first ones in order, at most `limit`.
    package mutating func ending(after time: Int64, by end: Int64, _ limit: Int) -> ArraySlice<Entry> {
        let first = count(endingBy: time)
        return sorted[first..<max(count(endingBy: end), first)].prefix(limit)
    }

    /// Those that end first, or ended longest ago, at most `limit`.
    package mutating func soonest(_ limit: Int) -> ArraySlice<Entry> {
        settle()
        return sorted.prefix(limit)
    }

    private mutating func note(_ name: String, _ flag: Presence, _ isOn: Bool) {
        let old = presence[name] ?? []
        let new = isOn ? old.union(flag) : old.subtracting(flag)
        missing += (new == .isWanted ? 1 : 0) - (old == .isWanted ? 1 : 0)
        presence[name] = new.isEmpty ? nil : new
    }

    private mutating func settle() {
        guard !changed.isEmpty else { return }
        let new = changed.values.compactMap(\.self).sorted(by: Self.isEarlier)
        var merged: [Entry] = []
        merged.reserveCapacity(sorted.count + new.count)
        var rest = new[...]
        for entry in sorted where changed[entry.name] == nil {
            while let first = rest.first, Self.isEarlier(first, entry) { merged.append(rest.removeFirst()) }
            merged.append(entry)
        }
        sorted = merged + rest
        changed.removeAll()
    }

    private static func isEarlier(_ one: Entry, _ other: Entry) -> Bool {
        (one.notAfter, one.name) < (other.notAfter, other.name)
    }
}
