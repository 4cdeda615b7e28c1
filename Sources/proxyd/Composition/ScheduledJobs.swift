internal import Synchronization

/// Whether the periodic work of the control plane goes on: each round of it is noted here.
final class ScheduledJobs: Sendable {
    /// Work that has not come round for three times as long as it should has stopped.
    private static let patience = 3

    private let period: Duration
    private let latest = Mutex<ContinuousClock.Instant?>(nil)

    /// Watches work that comes round once in a period.
    init(every period: Duration) { self.period = period }

    /// A round is done.
    func noteRound(at now: ContinuousClock.Instant = .now) { latest.withLock { $0 = now } }

    /// Whether rounds come as they should.
    func areRunning(at now: ContinuousClock.Instant = .now) -> Bool {
        latest.withLock { latest in latest.map { now - $0 < period * Self.patience } ?? false }
    }
}
