/// The pools of connections to upstreams; each worker has its own for each upstream.
package struct UpstreamSettings: Sendable {
    /// Idle connections that are kept.
    package var idleConnections = 512
    /// Time that an idle connection to an upstream is kept.
    package var idleTimeout = Duration.seconds(60)
    /// Most connections of each worker to each upstream.
    package var maxConnections = 2_048
    /// Requests that wait for a connection once `maxConnections` is reached.
    package var queueLength = 1_024
    /// How long a request waits for a connection.
    package var queueTimeout = Duration.seconds(5)
}
