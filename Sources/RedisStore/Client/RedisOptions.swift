/// How a client behaves, apart from where the server is.
package struct RedisOptions: Sendable {
    /// What `CLIENT LIST` shows.
    package var name = "proxyd"
    /// Milliseconds for the connection, its TLS handshake and its first answers together.
    package var connectTimeoutMS: Int64 = 5_000
    /// Milliseconds for a command that names no deadline of its own.
    package var commandTimeoutMS: Int64 = 2_000
    /// Milliseconds of the first pause between attempts to connect.
    package var firstPauseMS: Int64 = 50
    /// Milliseconds that no pause exceeds.
    package var longestPauseMS: Int64 = 2_000
    /// PEM of the authorities trusted for `rediss://`; nil = the system's trust store.
    package var authoritiesPEM: [UInt8]?

    /// Every default.
    package init() {}
}
