internal import Synchronization

/// The HTTP client of the control plane: libcurl on one thread of its own.
///
/// Connections are kept and used again. The thread ends with `shutDown()` or with the last reference.
package final class HTTPFetcher: Sendable {
    let mailbox: TransferMailbox
    private let lastID = Atomic<UInt64>(0)
    private let caFile: String?

    /// Starts the thread; `caFile` is a PEM file of the authorities to trust where a request names none, nil = the system's.
    ///
    /// Throws `FetchFailure` when the process has no resources left for it.
    package init(caFile: String? = nil) throws(FetchFailure) {
        self.caFile = caFile
        mailbox = try TransferMailbox.startingThread()
    }

    deinit { mailbox.stop() }

    /// Sends a request and collects the answer, whatever its status is.
    ///
    /// Throws `FetchFailure`, `cancelled` as soon as the task is cancelled.
    package func fetch(_ request: FetchRequest) async throws(FetchFailure) -> FetchResponse {
        guard request.isWellFormed else { throw FetchFailure(.invalidRequest, request.method + " " + request.url) }
        let request = completed(request)
        let id = nextID()
        let stage = Mutex(Stage.waiting)
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { (continuation: TransferDelivery.Continuation) in
                let isAccepted = stage.withLock { stage in
                    guard stage == .waiting, !Task.isCancelled else { return false }
                    stage = .started
                    return mailbox.send(.start(id, request, .whole(continuation)))
                }
                if !isAccepted { continuation.resume(returning: .failure(FetchFailure(.cancelled))) }
            }
        } onCancel: {
            // The thread must see the start before the cancellation, or it would never be cancelled.
            stage.withLock { stage in
                if stage == .started { _ = mailbox.send(.cancel(id)) }
                stage = .cancelled
            }
        }
        return try result.get()
    }

    /// Ends every request with `cancelled`, and the thread; later requests fail at once.
    package func shutDown() { mailbox.stop() }

    /// A request with what is the same for all of them.
    func completed(_ request: FetchRequest) -> FetchRequest {
        var request = request
        request.caFile = request.caFile ?? caFile
        return request
    }

    /// A number that no other transfer of this fetcher has.
    func nextID() -> UInt64 { lastID.wrappingAdd(1, ordering: .relaxed).newValue }

    private enum Stage {
        case waiting, started, cancelled
    }
}
