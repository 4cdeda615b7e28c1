/// The pools of connections to upstreams; each worker has its own for each upstream.
package struct UpstreamSettings: Sendable {
    /// Idle connections that are kept.
    package var idleConnections = 512
    package var idleTimeout = Duration.seconds(60)
    package var maxConnections = 2_048
    /// Requests that wait for a connection once `maxConnections` is reached.
    package var queueLength = 1_024
    /// How long a request waits for a connection.
    package var queueTimeout = Duration.seconds(5)
}
