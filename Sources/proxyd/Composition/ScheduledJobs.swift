internal import Synchronization

/// Whether the periodic work of the control plane goes on: each round of it is noted here.
final class ScheduledJobs: Sendable {
    /// Work that comes round by the clock.
    enum Job: CaseIterable {
        case signingKeys, ticketKeys, nodeStatus, registrationPruning, issuance, certificateExpiry

        /// How long after the end of one round the next one begins.
        var pause: Duration {
            switch self {
            case .signingKeys, .ticketKeys, .certificateExpiry: .seconds(60)
            case .nodeStatus, .issuance: .seconds(5)
            case .registrationPruning: .seconds(6 * 3_600)
            }
        }
    }

    /// Work that has not come round for three times as long as it should has stopped.
    private static let patience = 3
    /// A round waits for the store, whose requests end after seconds.
    private static let slack = Duration.seconds(60)

    private let latest: Mutex<[Job: ContinuousClock.Instant]>

    /// Watches all work, which begins now.
    init(from start: ContinuousClock.Instant = .now) {
        latest = Mutex(Dictionary(uniqueKeysWithValues: Job.allCases.map { ($0, start) }))
    }

    /// A round is done.
    func noteRound(of job: Job, at now: ContinuousClock.Instant = .now) { latest.withLock { $0[job] = now } }

    /// What has stopped.
    func stopped(at now: ContinuousClock.Instant = .now) -> [Job] {
        let latest = latest.withLock { $0 }
        return Job.allCases.filter { job in
            latest[job].map { now - $0 >= job.pause * Self.patience + Self.slack } ?? true
        }
    }
}
