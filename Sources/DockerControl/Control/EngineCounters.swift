internal import Synchronization

/// How often work at the engine of this node went well, and how often it did not, since the process began.
package final class EngineCounters: Sendable {
    private let counts = Mutex((done: Int64(0), failed: Int64(0)))

    /// Begins at zero.
    package init() {}

    /// What was done.
    package var done: Int64 { counts.withLock { $0.done } }

    /// What failed, and is tried again.
    package var failed: Int64 { counts.withLock { $0.failed } }

    /// Counts what a notice tells of.
    package func note(_ notice: EngineNotice) {
        counts.withLock { counts in
            switch notice.weight {
            case .done: counts.done &+= 1
            case .warning: counts.failed &+= 1
            }
        }
    }
}
