/// The name of a short-lived value.
package struct VolatileKey: Sendable, Hashable {
    /// What kind of value it is; the raw value is the word in the store's key.
    package enum Family: String, Sendable, CaseIterable {
        /// Authorization codes, by digest.
        case code
        /// What became of a redeemed code, by digest.
        case spentCode = "spent-code"
        /// Authorization requests under way.
        case transaction
        /// Browser sessions, by digest of the cookie.
        case session
        /// Refresh-token families (authorizations), by id.
        case grant
        /// Refresh tokens, by digest, to their family.
        case refresh
        /// Device codes and user codes (RFC 8628).
        case device
        /// Remembered consents.
        case consent
        /// Identifiers that may be used once (`jti`, `state`).
        case replay
        /// Counters of attempts.
        case throttle
        /// Fetched documents of clients and providers.
        case document
        /// Indexes: which sessions, grants and consents a user or client has.
        case index
        /// Steps of sign-ins for people who look for a fault.
        case trace
        /// Usage counters of clients and keys.
        case usage
        /// Answers to requests of the management API that may come again.
        case idempotency
        /// Warnings that were told, by what they are of.
        case warning
        /// What becomes of services in containers: leases of engines, statuses, last uses.
        case service
    }

    /// What kind of value it is.
    package let family: Family
    /// Which one of its kind.
    package let id: String

    /// Makes a key; the id is printable ASCII without spaces, chosen or digested by the server, never a client's text.
    package init(_ family: Family, _ id: String) {
        self.family = family
        self.id = id
    }
}
