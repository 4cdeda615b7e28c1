package import ProxyModel
internal import Synchronization

/// Revocations in memory: what was published, and whoever wants to hear of it.
package final class MemoryRevocations: RevocationPublisher {
    private struct State {
        var published: [Revocation] = []
        var outage: String?
    }

    private let state = Mutex(State())
    private let deliver: @Sendable ([Revocation]) -> Void

    /// Makes a publisher that hands everything on at once.
    package init(deliver: @escaping @Sendable ([Revocation]) -> Void = { _ in }) { self.deliver = deliver }

    /// Everything that was published, in order.
    package var published: [Revocation] { state.withLock { $0.published } }

    /// Makes every call fail until it is called with nil.
    package func setOutage(_ reason: String?) { state.withLock { $0.outage = reason } }

    package func publish(_ revocations: [Revocation]) async throws(StoreFailure) {
        try state.withLock { (state) throws(StoreFailure) in
            if let outage = state.outage { throw .unavailable(outage) }
            state.published += revocations
        }
        deliver(revocations)
    }
}
