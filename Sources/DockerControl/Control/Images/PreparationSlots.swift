internal import Synchronization

/// Lets so many do something at once, first come, first served.
final class PreparationSlots: Sendable {
    private struct State {
        var free: Int
        var next: UInt64 = 0
        var waiting: [(ticket: UInt64, continuation: CheckedContinuation<Bool, Never>)] = []
        /// Those that were cancelled before they waited.
        var cancelled: Set<UInt64> = []
    }

    private let state: Mutex<State>

    init(_ count: Int) { state = Mutex(State(free: count)) }

    /// Does something as soon as there is room; `onWait` is called when there is none at once.
    ///
    /// Throws what it throws, and `cancelled` when the task is cancelled while it waits.
    func whenFree<Value: Sendable>(
        onWait: () -> Void, _ body: () async throws(EngineFailure) -> Value
    ) async throws(EngineFailure) -> Value {
        if !takeAtOnce() {
            onWait()
            guard await wait() else { throw EngineFailure(.cancelled) }
        }
        defer { giveBack() }
        return try await body()
    }

    private func takeAtOnce() -> Bool {
        state.withLock { state in
            guard state.free > 0 else { return false }
            state.free -= 1
            return true
        }
    }

    /// Whether there is a place now; false when the task was cancelled.
    private func wait() async -> Bool {
        let ticket = state.withLock { state in
            state.next &+= 1
            return state.next
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let answer: Bool? = state.withLock { state in
                    if state.cancelled.remove(ticket) != nil { return false }
                    if state.free > 0 {
                        state.free -= 1
                        return true
                    }
                    state.waiting.append((ticket, continuation))
                    return nil
                }
                if let answer { continuation.resume(returning: answer) }
            }
        } onCancel: {
            let continuation: CheckedContinuation<Bool, Never>? = state.withLock { state in
                guard let index = state.waiting.firstIndex(where: { $0.ticket == ticket }) else {
                    state.cancelled.insert(ticket)
                    return nil
                }
                return state.waiting.remove(at: index).continuation
            }
            continuation?.resume(returning: false)
        }
    }

    private func giveBack() {
        let next: CheckedContinuation<Bool, Never>? = state.withLock { state in
            guard state.waiting.isEmpty else { return state.waiting.removeFirst().continuation }
            state.free += 1
            return nil
        }
        next?.resume(returning: true)
    }
}
