package import ProxyModel

/// What one node says of itself.
package struct NodeStatus: Sendable, Equatable {
    /// What a node does.
    package enum Phase: String, Sendable, CaseIterable {
        case starting, serving, draining
    }

    package var id: String
    package var version: String
    package var phase: Phase
    /// The configuration that it serves.
    package var revision: Revision
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
