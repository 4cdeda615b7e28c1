/// The pools of connections to upstreams; each worker has its own for each upstream.
package struct UpstreamSettings: Sendable {
    /// Idle connections that are kept.
    package var idleConnections = 64
    package var idleTimeout = Duration.seconds(60)
    /// Open connections; 0 = unlimited.
    package var maxConnections = 0
    /// How long a request waits for a connection once `maxConnections` is reached.
    package var queueTimeout = Duration.seconds(5)
}
