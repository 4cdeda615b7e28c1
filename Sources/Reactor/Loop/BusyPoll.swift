/// Decides when the loop looks for events a little while instead of sleeping at once.
///
/// To be put to sleep and woken costs a thread more than a fast upstream needs for its answer. So when one answer is
/// awaited and nothing else is to be done, the loop polls for a bounded time. An upstream that is slower than that is
/// noticed: after each poll in vain twice as many chances are passed over, up to 1,024.
package struct BusyPoll {
    private static let mostPassedOver: UInt32 = 1_024

    /// How long to poll, in nanoseconds; 0 = never.
    package var budget: UInt64 = 0
    private var isWanted = false
    private var passedOver: UInt32 = 0
    private var toPassOver: UInt32 = 0

    /// Nothing is expected.
    package init() {}

    /// An event is expected soon.
    @inline(always)
    package mutating func expect() { isWanted = true }

    /// Whether to poll now; asked once before each wait.
    @inline(always)
    package mutating func begins() -> Bool {
        guard isWanted else { return false }
        isWanted = false
        guard budget > 0 else { return false }
        guard passedOver >= toPassOver else {
            passedOver += 1
            return false
        }
        passedOver = 0
        return true
    }

    /// Notes how a poll ended.
    package mutating func ended(found: Bool) {
        toPassOver = found ? 0 : min(max(toPassOver * 2, 1), Self.mostPassedOver)
    }
}
