/// Which Redis holds the state.
package struct RedisSettings: Sendable {
    /// `redis://`, `rediss://` or `unix://`; nil = the embedded server.
    ///
    /// May hold a password.
    package var url: Secret?
    /// Used when the URL has none.
    package var password: Secret?
    /// Time until a Redis command must be answered.
    package var commandTimeout = Duration.seconds(5)
    /// PEM file of the authorities trusted for `rediss://`; nil = the system's.
    package var caFile: String?
    /// Program of the embedded server: a path, or a name looked up in PATH.
    package var serverProgram = "redis-server"
}
