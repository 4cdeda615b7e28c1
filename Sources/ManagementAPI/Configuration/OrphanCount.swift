internal import ProxyModel
internal import Synchronization

/// How many records refer to something that is not there, counted once for each revision.
///
/// Where counting takes long, nobody waits for it: the last count is told while the next one is made.
final class OrphanCount: Sendable {
    private struct State {
        var latest: (revision: Revision, count: Int)?
        var isSlow = false
        var isCounting = false
    }

    /// What a caller may wait for.
    private static let patience = Duration.milliseconds(200)

    private let state = Mutex(State())

    /// The count for a configuration, or for the one that was counted last.
    func count(_ snapshot: ConfigurationSnapshot, _ environment: ManagementEnvironment) -> Int {
        let (known, isStarted) = state.withLock { state -> (Int?, Bool) in
            guard let latest = state.latest else { return (nil, false) }
            if latest.revision == snapshot.revision { return (latest.count, false) }
            guard state.isSlow else { return (nil, false) }
            defer { state.isCounting = true }
            return (latest.count, !state.isCounting)
        }
        if isStarted { Task.detached { self.recount(snapshot, environment) } }
        return known ?? recount(snapshot, environment)
    }

    @discardableResult
    private func recount(_ snapshot: ConfigurationSnapshot, _ environment: ManagementEnvironment) -> Int {
        let begin = ContinuousClock.now
        let count = ConfigurationCheck(snapshot, environment).orphans.count
        let isSlow = begin.duration(to: .now) > Self.patience
        state.withLock { $0 = State(latest: (snapshot.revision, count), isSlow: isSlow) }
        return count
    }
}
