internal import Synchronization

/// The content of a request that is made while it is sent, for one writer.
///
/// What was not sent yet is bounded: the writer waits while the peer is slow. It belongs to one request.
package final class FetchUpload: Sendable {
    private struct State {
        var bytes: [UInt8] = []
        var start = 0
        var isFinished = false
        var isAborted = false
        var isOver = false
        var isPaused = false
        var writer: CheckedContinuation<Void, Never>?
        var transfer: (id: UInt64, mailbox: TransferMailbox)?

        var count: Int { bytes.count - start }

        mutating func wakeTransfer() {
            guard isPaused, let transfer else { return }
            isPaused = false
            _ = transfer.mailbox.send(.resume(transfer.id))
        }

        mutating func wakeWriter() {
            writer?.resume()
            writer = nil
        }
    }

    /// What a transfer gets when it asks for bytes.
    enum Taken {
        /// So many; 0 at the end.
        case bytes(Int)
        case nothingYet
        case aborted
    }

    private static let limit = 256 << 10
    private let state = Mutex(State())

    /// Makes an empty one.
    package init() {}

    /// Hands over bytes, and waits while too many are unsent.
    ///
    /// Throws `cancelled` when the transfer is over, or the task was cancelled.
    package func write(_ bytes: [UInt8]) async throws(FetchFailure) {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                state.withLock { state in
                    guard !state.isOver, !state.isAborted, !state.isFinished else { return continuation.resume() }
                    // A peer that is slower than the writer never empties it, so what was sent goes here.
                    state.bytes.removeFirst(state.start)
                    state.start = 0
                    state.bytes += bytes
                    state.wakeTransfer()
                    if state.count <= Self.limit || state.writer != nil { return continuation.resume() }
                    state.writer = continuation
                }
            }
        } onCancel: {
            abort()
        }
        guard state.withLock({ !$0.isOver && !$0.isAborted && !$0.isFinished }) else { throw FetchFailure(.cancelled) }
    }

    /// Ends the content.
    package func finish() {
        state.withLock { state in
            state.isFinished = true
            state.wakeTransfer()
        }
    }

    /// Breaks the request off: the peer must not take what it has for the whole.
    package func abort() {
        state.withLock { state in
            state.isAborted = true
            state.wakeTransfer()
            state.wakeWriter()
        }
    }

    /// How many bytes are held, sent ones included.
    var heldBytes: Int { state.withLock { $0.bytes.count } }

    // MARK: The thread of the transfers

    /// Names the transfer; false when there is one already.
    func attach(_ id: UInt64, _ mailbox: TransferMailbox) -> Bool {
        state.withLock { state in
            guard state.transfer == nil else { return false }
            state.transfer = (id, mailbox)
            return true
        }
    }

    /// Moves bytes out.
    func take(into target: UnsafeMutableRawBufferPointer) -> Taken {
        state.withLock { state in
            if state.isAborted { return .aborted }
            guard state.count > 0 else {
                if state.isFinished { return .bytes(0) }
                state.isPaused = true
                return .nothingYet
            }
            let count = min(state.count, target.count)
            unsafe target.copyBytes(from: state.bytes[state.start..<state.start + count])
            state.start += count
            if state.start == state.bytes.count {
                state.bytes.removeAll(keepingCapacity: true)
                state.start = 0
            }
            if state.count <= Self.limit { state.wakeWriter() }
            return .bytes(count)
        }
    }

    /// The transfer is over, well or not.
    func ended() {
        state.withLock { state in
            state.isOver = true
            state.bytes = []
            state.start = 0
            state.wakeWriter()
        }
    }
}
