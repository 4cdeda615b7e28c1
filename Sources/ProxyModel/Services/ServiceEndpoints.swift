/// Where requests for a service go at the moment: written by the reconciler of its engine, read by every worker.
package struct ServiceEndpoints: Sendable, Equatable {
    /// What a request for the service meets.
    package enum Phase: String, Sendable, CaseIterable {
        /// There are addresses.
        case ready
        /// A container is on its way: requests wait.
        case starting
        /// It was stopped for want of requests: the first one starts it, and waits.
        case asleep
        /// It was stopped by an operator.
        case stopped
        /// It cannot run, or its health check fails.
        case failed
    }

    /// Name of the service.
    package var service: String
    /// Name of the node whose listeners stand before its gated ports.
    package var node: String
    /// What a request meets.
    package var phase: Phase
    /// `http://address:port` of each container that is well; empty unless it is ready.
    package var upstreams: [UpstreamURL] = []
    /// Ports that this program's own listeners stand before.
    package var gates: [PortGate] = []
    /// Milliseconds that a request waits at most while it starts.
    package var waitMS: Int = 60_000
    /// Whether it is stopped when no requests come, so that workers tell of theirs.
    package var isWatched = false
    /// Name of the token that owns the service; nil = admin.
    package var owner: String?
    /// Milliseconds since 1970.
    package var updatedAt: Int64

    /// Makes endpoints without addresses.
    package init(service: String, node: String, phase: Phase, updatedAt: Int64) {
        self.service = service
        self.node = node
        self.phase = phase
        self.updatedAt = updatedAt
    }
}
