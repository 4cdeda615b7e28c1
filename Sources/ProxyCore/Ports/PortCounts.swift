/// What came to gated ports of services since the process began.
package struct PortCounts: Sendable, Equatable {
    /// Connections whose bytes are passed on now.
    package var open = 0
    /// Connections whose bytes were passed on, those of now among them.
    package var connections: UInt64 = 0
    /// Requests that were let in by their tokens.
    package var requests: UInt64 = 0
    /// Connections and requests from where none is served.
    package var refusedSources: UInt64 = 0
    /// Requests that had no valid token.
    package var refusedTokens: UInt64 = 0

    /// Nothing.
    package init() {}

    /// Adds what another worker has counted.
    package mutating func add(_ other: PortCounts) {
        self.open += other.open
        self.connections &+= other.connections
        self.requests &+= other.requests
        self.refusedSources &+= other.refusedSources
        self.refusedTokens &+= other.refusedTokens
    }
}
