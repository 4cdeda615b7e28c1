package import ProxyModel
internal import Reactor

/// Calls the process's own services from the data path: the only place where a task is started from it.
package struct LocalServiceBridge: Sendable {
    /// What the bridge brings back to the worker, on the worker's thread.
    enum Event: Sendable {
        case answer(LocalResponse)
        /// A piece of a streamed body; `resume` is called with false when nobody wants more.
        case piece([UInt8], resume: @Sendable (Bool) -> Void)
        case end
    }

    /// By the numbers that the routing table uses.
    let services: [any LocalService]

    /// A bridge to these services.
    package init(services: [any LocalService]) { self.services = services }

    /// Calls a service; events come one after the other.
    func call(
        _ service: Int, _ request: LocalRequest, _ deliver: @escaping @Sendable (Event) -> Void
    ) -> LocalCall {
        let call = LocalCall()
        guard service < self.services.count else {
            deliver(.answer(LocalResponse(status: 503)))
            return call
        }
        let service = self.services[service]
        Task {
            let response = await service.respond(to: request)
            deliver(.answer(response))
            guard case .stream(let pieces) = response.body else { return }
            call.follow(Task { await Self.read(pieces, deliver) })
        }
        return call
    }

    private static func read(_ pieces: AsyncStream<[UInt8]>, _ deliver: @Sendable (Event) -> Void) async {
        for await piece in pieces where !piece.isEmpty {
            let goesOn = await withCheckedContinuation { continuation in
                deliver(.piece(piece, resume: { continuation.resume(returning: $0) }))
            }
            if !goesOn { return }
        }
        deliver(.end)
    }
}
