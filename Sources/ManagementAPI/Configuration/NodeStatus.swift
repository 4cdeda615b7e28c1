package import ProxyModel

/// What one node says of itself.
package struct NodeStatus: Sendable, Equatable {
    /// What a node does.
    package enum Phase: String, Sendable, CaseIterable {
        case starting, serving, draining
    }

    /// The node's name among those that share a store.
    package var id: String
    /// The version of the program.
    package var version: String
    /// What it does now.
    package var phase: Phase
    /// The configuration that it serves.
    package var revision: Revision
    /// Threads of the data plane.
    package var workers: Int
    /// Milliseconds since 1970.
    package var startedAt: Int64

    /// Makes a status.
    package init(id: String, version: String, phase: Phase, revision: Revision, workers: Int, startedAt: Int64) {
        self.id = id
        self.version = version
        self.phase = phase
        self.revision = revision
        self.workers = workers
        self.startedAt = startedAt
    }
}
