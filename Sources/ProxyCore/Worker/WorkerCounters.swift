/// What one worker has counted since it started; plain numbers, summed over the workers when somebody asks.
package struct WorkerCounters: Sendable, Equatable {
    package var accepted: UInt64 = 0
    package var refusedConnections: UInt64 = 0
    package var acceptPauses: UInt64 = 0
    package var requests: UInt64 = 0
    package var failures: UInt64 = 0
    package var retries: UInt64 = 0
    package var abortedResponses: UInt64 = 0
    package var tunnels: UInt64 = 0
    package var handshakes: UInt64 = 0
    package var resumedHandshakes: UInt64 = 0
    package var failedHandshakes: UInt64 = 0
    /// Clients' connections that are open now.
    package var openClients: Int = 0

    /// Nothing counted.
    package init() {}
}
