/// How long to wait between looks at something that an authority is working on.
package struct PollingBackOff: Sendable, Equatable {
    private static let first: Int64 = 250
    private static let longest: Int64 = 10_000

    private let deadline: Int64
    private var next = PollingBackOff.first

    /// Begins; there is no look after the deadline (milliseconds since 1970).
    package init(deadline: Int64) { self.deadline = deadline }

    /// Begins anew with short waits: something else is worked on now.
    package mutating func restart() { next = Self.first }

    /// The milliseconds to wait: what the authority asks for, else ever longer, and never past the deadline, at which
    /// comes the last look; nil when the deadline is past.
    package mutating func pause(retryAfter: Int64?, now: Int64) -> Int64? {
        guard now < deadline else { return nil }
        let own = next
        next = min(own * 2, Self.longest)
        let wanted = retryAfter.map { max($0, Self.first) } ?? own
        return min(wanted, deadline - now)
    }
}
