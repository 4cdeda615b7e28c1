/// The identity of one record.
package struct RecordKey: Sendable, Hashable {
    package let kind: RecordKind
    /// Host pattern, route id, service name, token name, certificate name or secret name.
    package let id: String

    /// Makes a key.
    package init(_ kind: RecordKind, _ id: String) {
        self.kind = kind
        self.id = id
    }
}
