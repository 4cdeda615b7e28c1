/// Where the answer of a transfer goes, and where the content of its request comes from.
enum TransferDelivery: Sendable {
    typealias Continuation = CheckedContinuation<Result<FetchResponse, FetchFailure>, Never>

    /// The whole answer at once.
    case whole(Continuation)
    /// The answer as it arrives, and the content of the request as it is made.
    case stream(StreamBuffer, FetchUpload?)

    var buffer: StreamBuffer? {
        if case .stream(let buffer, _) = self { buffer } else { nil }
    }

    var upload: FetchUpload? {
        if case .stream(_, let upload) = self { upload } else { nil }
    }

    /// Says how the transfer ended; called once.
    func finish(_ result: Result<FetchResponse, FetchFailure>) {
        switch self {
        case .whole(let continuation): continuation.resume(returning: result)
        case .stream(let buffer, let upload):
            upload?.ended()
            switch result {
            case .success: buffer.ended(nil)
            case .failure(let failure): buffer.ended(failure)
            }
        }
    }
}
