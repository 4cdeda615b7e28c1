/// Why a name has no addresses.
///
/// Compared with RFC 9209: `timedOut` is `dns_timeout`, every other case is `dns_error`.
package enum NameFailure: Error, Sendable, Equatable, CaseIterable {
    /// The text is no name that a server could be asked for.
    case malformed
    /// A server said that there is no such name, or that it has no address (RFC 2308 §2).
    case notFound
    /// No server answered in time.
    case timedOut
    /// No server could be reached, or they refused, failed or answered garbage.
    case serverFailed
    /// Too many names are being asked for at once, or memory is short.
    case overloaded
    /// The resolver went away before the answer came.
    case cancelled
}
