internal import ProxyModel

/// A change of the configuration under construction: what is there, and what is to be put or deleted.
struct ConfigurationDraft {
    /// The configuration that the change is made for.
    let snapshot: ConfigurationSnapshot
    /// In the order in which they were made.
    private(set) var changes: [Change] = []

    init(_ snapshot: ConfigurationSnapshot) { self.snapshot = snapshot }

    mutating func put(_ record: ConfigurationRecord, sealedBundle: [UInt8]? = nil) {
        changes.append(.put(record, sealedBundle: sealedBundle))
    }

    mutating func add(_ changes: [Change]) { self.changes += changes }

    mutating func delete(_ kind: RecordKind, _ id: String) { changes.append(.delete(RecordKey(kind, id))) }
}
