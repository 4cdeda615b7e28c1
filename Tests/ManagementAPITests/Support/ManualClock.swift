import Synchronization

/// A clock that moves only when it is told to.
final class ManualClock: Sendable {
    private let milliseconds = Mutex<Int64>(1_800_000_000_000)

    var now: Int64 { milliseconds.withLock { $0 } }

    func advance(by milliseconds: Int64) { self.milliseconds.withLock { $0 += milliseconds } }
}
