/// What one worker has counted since it started; plain numbers.
package struct WorkerCounters: Sendable, Equatable {
    /// Connections that were accepted.
    package var accepted: UInt64 = 0
    /// Connections that were closed at once for being too many.
    package var refusedConnections: UInt64 = 0
    /// Times that accepting was stopped for a while, for want of descriptors.
    package var acceptPauses: UInt64 = 0
    /// Exchanges that ended.
    package var requests: UInt64 = 0
    /// Those of them that ended with a failure; a client that went away counts too.
    package var failures: UInt64 = 0
    /// Attempts after the first of an exchange.
    package var retries: UInt64 = 0
    /// Responses that were cut off because the upstream failed in their middle.
    package var abortedResponses: UInt64 = 0
    /// Connections that became another protocol's.
    package var tunnels: UInt64 = 0
    /// Connections to ports of services whose bytes were passed on.
    package var relays: UInt64 = 0
    /// Those of them that are open now.
    package var openRelays: Int = 0
    /// Requests at ports of services that were let in by their tokens.
    package var admittedTokens: UInt64 = 0
    /// Connections and requests to ports of services that came from where none is served.
    package var refusedSources: UInt64 = 0
    /// Requests at ports of services that had no valid token.
    package var refusedTokens: UInt64 = 0
    /// TLS handshakes with clients that were completed.
    package var handshakes: UInt64 = 0
    /// Those of them that resumed an earlier session.
    package var resumedHandshakes: UInt64 = 0
    /// TLS handshakes with clients that failed.
    package var failedHandshakes: UInt64 = 0
    /// Clients' connections that are open now.
    package var openClients: Int = 0

    /// Nothing counted.
    package init() {}
}
