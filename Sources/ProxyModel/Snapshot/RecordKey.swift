/// The identity of one record.
package struct RecordKey: Sendable, Hashable {
    /// Which collection it is in.
    package let kind: RecordKind
    /// What the record is called among those of its kind: a host pattern, an id or a name.
    package let id: String

    /// Makes a key.
    package init(_ kind: RecordKind, _ id: String) {
        self.kind = kind
        self.id = id
    }
}
