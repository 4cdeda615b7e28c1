/// A record with the revision that last changed it, shared by reference.
package final class Stored<Value: Sendable>: Sendable {
    /// The revision that last changed the record.
    package let revision: Revision
    /// The record.
    package let value: Value

    /// Makes a stored record.
    package init(_ value: Value, revision: Revision) {
        self.value = value
        self.revision = revision
    }
}
