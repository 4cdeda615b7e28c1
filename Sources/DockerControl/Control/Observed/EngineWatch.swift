internal import ProxyModel

/// Hears of what happens at an engine: it says which service to look at, and what is told of its containers.
struct EngineWatch: Sendable {
    let client: EngineClient
    let installation: InstallationID

    /// Tells the services that something happened to, and what, until the stream breaks.
    ///
    /// `onStart` is called when nothing that happens from then on is missed.
    func follow(
        onStart: @Sendable () -> Void, _ onEvent: @Sendable (_ service: String, EngineEvent) -> Void
    ) async throws(EngineFailure) {
        let events = try await client.events(labels: [EngineLabels.filter(installation)], kinds: [.container])
        onStart()
        var iterator = events.makeAsyncIterator()
        while let event = try await iterator.next() {
            // Health checks are programs that are run in the container: only their outcome is of interest.
            guard !event.action.hasPrefix("exec_"), let name = event.attributes["proxyd.service"] else { continue }
            onEvent(name, event)
        }
    }

    /// Tells the containers that were put on networks or taken off them, until the stream breaks.
    func followNetworks(_ onContainer: @Sendable (String) -> Void) async throws(EngineFailure) {
        // Engines do not filter these by the labels of networks.
        var iterator = try await client.events(kinds: [.network]).makeAsyncIterator()
        while let event = try await iterator.next() {
            if let id = event.attributes["container"] { onContainer(id) }
        }
    }
}
