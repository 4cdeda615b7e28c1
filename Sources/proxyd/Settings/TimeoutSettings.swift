/// How long the process waits for a peer.
package struct TimeoutSettings: Sendable {
    /// Until the PROXY header is complete, counted from the accept.
    package var proxyHeader = Duration.seconds(5)
    /// Time until a TLS handshake is complete.
    package var tlsHandshake = Duration.seconds(10)
    /// Until the request head is complete, counted from its first byte (absolute).
    package var header = Duration.seconds(10)
    /// Without progress of a request body.
    package var bodyIdle = Duration.seconds(60)
    /// Between two requests of a client connection.
    package var keepAlive = Duration.seconds(75)
    /// Time until a connection to an upstream stands, TLS included; then 504.
    package var upstreamConnect = Duration.seconds(5)
    /// From the end of the request to the response head.
    package var upstreamResponse = Duration.seconds(60)
    /// Between two reads of a response body.
    package var upstreamRead = Duration.seconds(60)
    /// Without a byte in either direction of an upgraded connection.
    package var tunnelIdle = Duration.seconds(3600)
    /// Between SIGTERM and the end of what still runs.
    package var drain = Duration.seconds(30)
}
