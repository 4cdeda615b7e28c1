/// The three spellings of a value in JSON, all made from the same field tables.
package enum JSONForm: Sendable {
    /// What clients of the API send and get: every field, times as RFC 3339 text, secrets never; fields that the server
    /// sets are refused on the way in.
    case request
    /// A record in an exported configuration: what differs from the defaults, times as text, with digests; the fields that
    /// the server sets are taken on the way in.
    case export
    /// What the store keeps: only what differs from the defaults, times in milliseconds since 1970.
    case store
}
