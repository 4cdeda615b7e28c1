internal import Reactor

/// Ends streams whose tokens have expired, all those of one worker by one deadline: that of the token that expires first.
///
/// A request that was let in is answered, however long that takes. What has no end of its own is a stream: a tunnel, and an
/// answer to GET whose length nobody told. The session of a page is no reason to end its streams: it is made anew when the
/// browser comes by, which an open stream does not do, and they end with the sign-in that it stands for.
final class StreamExpiry: EventHandler {
    /// The longest sleep in milliseconds: the time of day may be set meanwhile.
    private static let longestSleep: Int64 = 60_000

    /// The worker takes itself out; a weak reference would make its every retain and release take the slow way.
    unowned(unsafe) var worker: Worker?
    /// When the next stream ends, seconds since 1970.
    private var next: Int64 = .max

    /// Sees to it that a stream ends at a time, seconds since 1970; `.max` = never.
    func watch(until end: Int64) {
        guard end < self.next else { return }
        self.next = end
        self.arm()
    }

    override func deadlineReached() {
        self.next = unsafe self.worker?.endExpiredStreams() ?? .max
        self.arm()
    }

    private func arm() {
        guard self.next < .max, let worker = unsafe self.worker else { return }
        let (time, isBeyond) = self.next.multipliedReportingOverflow(by: 1_000)
        let rest = isBeyond ? Self.longestSleep : max(time &- UnixTime.milliseconds, 0)
        worker.reactor.setDeadline(self, after: min(rest, Self.longestSleep))
    }
}
