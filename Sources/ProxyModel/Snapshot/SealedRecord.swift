/// A secret that all nodes share (session-ticket keys, the local CA's key), sealed before it reaches the store.
package struct SealedRecord: Sendable, Equatable {
    /// A word such as `ticket-keys` or `local-ca`.
    package var name: String
    /// Base64 of the sealed bytes.
    package var sealed: String
    /// Milliseconds since 1970.
    package var updatedAt: Int64

    /// Makes a record.
    package init(name: String, sealed: String, updatedAt: Int64) {
        self.name = name
        self.sealed = sealed
        self.updatedAt = updatedAt
    }
}
