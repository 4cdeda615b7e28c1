/// The addresses of a name and how long they may be used.
package struct ResolvedName: Sendable, Equatable {
    /// Addresses of both families, the one to try first in front (RFC 6724); never empty in an answer.
    package let addresses: [IPAddress]
    /// How many seconds the answer may be kept, never negative; `.max` for what cannot change, as an address literal.
    package let ttlSeconds: Int

    /// Joins addresses and their lifetime.
    package init(addresses: [IPAddress], ttlSeconds: Int) {
        self.addresses = addresses
        self.ttlSeconds = ttlSeconds
    }
}
