/// Changes to TXT records of one zone, made together or not at all (RFC 2136).
package struct DNSUpdate: Sendable {
    /// One change.
    package enum Change: Sendable, Equatable {
        /// Adds a record to the set of its name; one that is there already stays (§2.5.1).
        case add(name: String, value: String, ttl: UInt32)
        /// Removes the one record with this value from the set of its name (§2.5.4).
        case remove(name: String, value: String)
    }

    /// The zone's apex.
    package let zone: String
    /// In the order in which they are made.
    package let changes: [Change]

    /// Makes an update.
    package init(zone: String, changes: [Change]) {
        self.zone = zone
        self.changes = changes
    }
}
