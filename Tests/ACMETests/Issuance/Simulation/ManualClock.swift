import ACME
import Synchronization

/// Time that passes only when somebody sleeps or says so.
final class ManualClock: IssuanceClock {
    private let time = Mutex<Int64>(1_767_225_600_000)
    /// Called when somebody sleeps, before the time is up: what others do meanwhile.
    let meanwhile = Mutex<(@Sendable () async -> Void)?>(nil)

    var now: Int64 { time.withLock { $0 } }

    func advance(by milliseconds: Int64) { time.withLock { $0 += milliseconds } }

    func advance(to moment: Int64) { time.withLock { $0 = max($0, moment) } }

    /// Goes to a time that may lie before, as a clock that is corrected.
    func correct(to moment: Int64) { time.withLock { $0 = moment } }

    func sleep(until moment: Int64) async throws {
        await meanwhile.withLock { $0 }?()
        advance(to: moment)
    }
}
