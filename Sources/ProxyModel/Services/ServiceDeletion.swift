/// That a service is to be removed: it stays on record until nothing of it is left at the engine.
package struct ServiceDeletion: Sendable, Equatable {
    /// Milliseconds since 1970.
    package var requestedAt: Int64
    /// Whether its named volumes go, too, unless another service uses them.
    package var removesVolumes: Bool

    /// Makes the mark.
    package init(requestedAt: Int64, removesVolumes: Bool) {
        self.requestedAt = requestedAt
        self.removesVolumes = removesVolumes
    }
}
