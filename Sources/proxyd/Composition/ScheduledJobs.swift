internal import Synchronization

/// Whether the periodic work of the control plane goes on: each round of it is noted here.
final class ScheduledJobs: Sendable {
    /// Work that has not come round for three times as long as it should has stopped.
    private static let patience = 3

    private let period: Duration
    private let latest: Mutex<ContinuousClock.Instant>

    /// Watches work that comes round once in a period, and that begins now.
    init(every period: Duration, from start: ContinuousClock.Instant = .now) {
        self.period = period
        latest = Mutex(start)
    }

    /// A round is done.
    func noteRound(at now: ContinuousClock.Instant = .now) { latest.withLock { $0 = now } }

    /// Whether rounds come as they should.
    func areRunning(at now: ContinuousClock.Instant = .now) -> Bool {
        let latest = latest.withLock { $0 }
        return now - latest < period * Self.patience
    }
}
