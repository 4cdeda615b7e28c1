internal import Synchronization

/// The newest of values that come faster than they are looked at.
final class Latest<Value: Sendable>: Sendable {
    private let state = Mutex<Value?>(nil)

    func set(_ value: Value) { state.withLock { $0 = value } }

    /// Takes the newest; nil when there is none since the last time.
    func take() -> Value? {
        state.withLock { state in
            defer { state = nil }
            return state
        }
    }
}
