/// How the store is doing, as the health answers show it.
package struct StoreHealth: Sendable, Equatable {
    /// One word for it.
    package enum Status: String, Sendable {
        /// Reachable, and this node has what is in it.
        case healthy
        /// Traffic goes on from the last good configuration; writes may fail.
        case degraded
        /// Nothing was ever loaded.
        case unhealthy
    }

    /// One word for it.
    package let status: Status
    /// Milliseconds of one round trip; nil when there was no answer.
    package let responseTimeMS: Double?
    /// What is wrong and what to do, for the operator; nil when healthy.
    package let detail: String?

    /// Makes a value.
    package init(status: Status, responseTimeMS: Double?, detail: String?) {
        self.status = status
        self.responseTimeMS = responseTimeMS
        self.detail = detail
    }
}
