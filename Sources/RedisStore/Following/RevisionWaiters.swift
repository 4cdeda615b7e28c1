internal import ProxyModel
internal import Synchronization

/// Tasks that wait until a revision is in force on this node.
final class RevisionWaiters: Sendable {
    private struct State {
        var reached: Revision?
        var nextID: UInt64 = 0
        var waiting: [UInt64: (revision: Revision, continuation: CheckedContinuation<Bool, Never>)] = [:]
    }

    private let state = Mutex(State())

    /// Wakes whoever waits for this revision or an earlier one.
    func reached(_ revision: Revision) {
        let ready = state.withLock { state in
            state.reached = revision
            let ready = state.waiting.filter { $0.value.revision <= revision }
            for id in ready.keys { state.waiting[id] = nil }
            return ready.values.map(\.continuation)
        }
        for continuation in ready { continuation.resume(returning: true) }
    }

    /// Waits; false when the task was cancelled first.
    func wait(for revision: Revision) async -> Bool {
        let id = state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let known: Bool? = state.withLock { state in
                    if let reached = state.reached, reached >= revision { return true }
                    if Task.isCancelled { return false }
                    state.waiting[id] = (revision, continuation)
                    return nil
                }
                if let known { continuation.resume(returning: known) }
            }
        } onCancel: {
            let waiter = state.withLock { $0.waiting.removeValue(forKey: id) }
            waiter?.continuation.resume(returning: false)
        }
    }
}
