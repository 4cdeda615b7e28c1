/// A service that hosts zones and lets their TXT records be changed.
///
/// Contract: other records, also other values at the same name, are left alone. Adding what is there and removing what
/// is not there succeed. Nothing here waits until the change is seen by others; `PropagationCheck` does.
package protocol DNSProvider: Sendable {
    /// Adds a record.
    func add(_ record: TXTRecord) async throws(DNSProviderFailure)

    /// Removes the one record with this name and value.
    func remove(_ record: TXTRecord) async throws(DNSProviderFailure)
}
