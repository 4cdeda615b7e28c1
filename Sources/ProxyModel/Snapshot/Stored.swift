/// A record with the revision that last changed it, shared by reference.
package final class Stored<Value: Sendable>: Sendable {
    package let revision: Revision
    package let value: Value

    /// Makes a stored record.
    package init(_ value: Value, revision: Revision) {
        self.value = value
        self.revision = revision
    }
}
