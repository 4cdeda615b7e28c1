internal import ProxyModel
internal import Synchronization

/// How many records refer to something that is not there, counted once for each revision, and by one caller at a time.
///
/// While it is counted the others are told the last count; where that took long, nobody waits for the next one.
final class OrphanCount: Sendable {
    private struct State {
        var latest: (revision: Revision, count: Int)?
        var isSlow = false
        var isCounting = false
    }

    /// What a caller may wait for.
    private static let patience = Duration.milliseconds(200)

    private let state = Mutex(State())

    private enum Turn {
        case told(Int), counts, countsAside(told: Int)
    }

    /// The count for a configuration, or for the one that was counted last; none while the first is counted.
    func count(_ snapshot: ConfigurationSnapshot, _ environment: ManagementEnvironment) -> Int {
        count(snapshot) { ConfigurationCheck(snapshot, environment).orphans.count }
    }

    /// The same, by a given way to count.
    func count(_ snapshot: ConfigurationSnapshot, by counting: @escaping @Sendable () -> Int) -> Int {
        let turn = state.withLock { state -> Turn in
            let known = state.latest?.count ?? 0
            if state.isCounting || state.latest?.revision == snapshot.revision { return .told(known) }
            state.isCounting = true
            return state.isSlow ? .countsAside(told: known) : .counts
        }
        switch turn {
        case .told(let count): return count
        case .counts: return recount(snapshot, counting)
        case .countsAside(let told):
            Task.detached { self.recount(snapshot, counting) }
            return told
        }
    }

    @discardableResult
    private func recount(_ snapshot: ConfigurationSnapshot, _ counting: () -> Int) -> Int {
        let begin = ContinuousClock.now
        let count = counting()
        let isSlow = begin.duration(to: .now) > Self.patience
        state.withLock { $0 = State(latest: (snapshot.revision, count), isSlow: isSlow) }
        return count
    }
}
