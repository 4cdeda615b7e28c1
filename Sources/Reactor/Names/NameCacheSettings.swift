/// How long a cache of names keeps what; all times in milliseconds.
package struct NameCacheSettings: Sendable {
    /// Names kept at most; the one not used for longest goes first.
    package var capacity = 4096
    /// An answer lives for this long at least, whatever its TTL says.
    package var shortestLifetime: Int64 = 1000
    /// An answer lives for this long at most.
    package var longestLifetime: Int64 = 3_600_000
    /// How long the first failure in a row is believed; it doubles with each further one.
    package var firstFailureLifetime: Int64 = 1000
    /// How long any failure is believed at most (RFC 2308 §7 allows five minutes).
    package var longestFailureLifetime: Int64 = 30_000
    /// How long after its end an answer is still given while servers fail (RFC 8767 §5 advises one to three days).
    package var staleLifetime: Int64 = 86_400_000
    /// The same while servers say that the name is gone; longer could lead to an address that is another's by now.
    package var deniedLifetime: Int64 = 30_000
    /// How long a lookup waits for a fresh answer if there is an older one (RFC 8767 §5 advises 1.8 s at most).
    package var patience: Int64 = 500

    /// The defaults.
    package init() {}
}
