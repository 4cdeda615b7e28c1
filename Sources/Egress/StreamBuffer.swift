internal import Synchronization

/// What has arrived of one answer and was not read yet, between the thread of the transfers and one reader.
final class StreamBuffer: Sendable {
    typealias Head = (status: Int, headers: [FetchField])
    private typealias Waiter<Value> = CheckedContinuation<Result<Value, FetchFailure>, Never>

    private enum End {
        case complete
        case failed(FetchFailure)
    }

    private struct State {
        var head: Head?
        var bytes: [UInt8] = []
        var end: End?
        var isPaused = false
        var headWaiter: Waiter<Head>?
        var reader: Waiter<[UInt8]?>?
    }

    /// More than this is not kept: the transfer pauses.
    static let limit = 256 << 10

    private let id: UInt64
    private let mailbox: TransferMailbox
    private let state = Mutex(State())

    init(_ id: UInt64, _ mailbox: TransferMailbox) {
        self.id = id
        self.mailbox = mailbox
    }

    // MARK: The reader

    /// Waits for status and fields.
    func head() async throws(FetchFailure) -> Head {
        try await wait { waiter in
            self.state.withLock { state -> Result<Head, FetchFailure>? in
                if let head = state.head { return .success(head) }
                if case .failed(let failure) = state.end { return .failure(failure) }
                guard state.end == nil else { return .failure(FetchFailure(.protocolError, "no head")) }
                state.headWaiter = waiter
                return nil
            }
        }
    }

    /// Waits for bytes; nil at the end.
    func next() async throws(FetchFailure) -> [UInt8]? {
        try await wait { waiter in
            self.state.withLock { state -> Result<[UInt8]?, FetchFailure>? in
                if !state.bytes.isEmpty {
                    defer {
                        state.bytes = []
                        if state.isPaused { _ = self.mailbox.send(.resume(self.id)) }
                        state.isPaused = false
                    }
                    return .success(state.bytes)
                }
                switch state.end {
                case .complete: return .success(nil)
                case .failed(let failure): return .failure(failure)
                case nil: break
                }
                guard state.reader == nil else { return .failure(FetchFailure(.invalidRequest, "a second reader")) }
                state.reader = waiter
                return nil
            }
        }
    }

    /// Ends the transfer from outside, if it has not ended.
    func cancel(_ failure: FetchFailure = FetchFailure(.cancelled)) {
        if finish(.failed(failure), dropping: true) { _ = mailbox.send(.cancel(id)) }
    }

    /// Ends the transfer when its head has not come in time, and leaves it alone when it has.
    func headIsLate(_ failure: FetchFailure) {
        if finish(.failed(failure), dropping: true, exceptWithHead: true) { _ = mailbox.send(.cancel(id)) }
    }

    private func wait<Value: Sendable>(
        _ register: (Waiter<Value>) -> Result<Value, FetchFailure>?
    ) async throws(FetchFailure) -> Value {
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { waiter in
                if let result = register(waiter) { waiter.resume(returning: result) }
            }
        } onCancel: {
            cancel()
        }
        return try result.get()
    }

    // MARK: The thread of the transfers

    /// Status and fields are complete.
    func headReceived(_ head: Head) {
        state.withLock { state in
            state.head = head
            state.headWaiter?.resume(returning: .success(head))
            state.headWaiter = nil
        }
    }

    /// Takes bytes; false when there is no room: the same bytes come again after `.resume`.
    ///
    /// Those of a transfer that has been ended from outside are thrown away.
    func offer(_ bytes: UnsafeRawBufferPointer) -> Bool {
        state.withLock { state in
            guard state.end == nil else { return true }
            if let reader = state.reader {
                state.reader = nil
                unsafe reader.resume(returning: .success(Array(bytes)))
                return true
            }
            guard state.bytes.count < Self.limit else {
                state.isPaused = true
                return false
            }
            unsafe state.bytes.append(contentsOf: bytes)
            return true
        }
    }

    /// The transfer is over.
    func ended(_ failure: FetchFailure?) {
        _ = finish(failure.map(End.failed) ?? .complete, dropping: false)
    }

    private func finish(_ end: End, dropping: Bool, exceptWithHead: Bool = false) -> Bool {
        state.withLock { state in
            guard state.end == nil, !exceptWithHead || state.head == nil else { return false }
            state.end = end
            if dropping { state.bytes = [] }
            let failure =
                switch end {
                case .complete: FetchFailure(.protocolError, "no head")
                case .failed(let failure): failure
                }
            state.headWaiter?.resume(returning: .failure(failure))
            state.headWaiter = nil
            if case .complete = end {
                state.reader?.resume(returning: .success(nil))
            } else {
                state.reader?.resume(returning: .failure(failure))
            }
            state.reader = nil
            return true
        }
    }
}
