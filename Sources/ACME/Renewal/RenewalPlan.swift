/// When to renew: pure decisions, with time and randomness given in.
///
/// The authority's window goes first (RFC 9773). Without one: at a third of the life left, at half for certificates that live
/// under ten days, spread over a day. A twentieth before the end no window holds it back.
package enum RenewalPlan {
    static let minute: Int64 = 60_000
    static let hour: Int64 = 60 * minute
    static let day: Int64 = 24 * hour

    /// How long an authority's window is believed without its saying so.
    private static let defaultPoll = 6 * hour
    /// Certificates that live shorter are renewed at half of their life.
    private static let shortLife = 10 * day
    /// Left when failing attempts are made without regard for own limits, whatever the life.
    private static let urgentRemainder = 50 * minute

    /// The schedule of a certificate that no window is known of.
    ///
    /// `identifier` is its name in renewal information; nil = the authority cannot be asked.
    package static func schedule(
        notBefore: Int64, notAfter: Int64, identifier: String?, now: Int64,
        using random: inout some RandomNumberGenerator
    ) -> RenewalSchedule {
        let life = max(notAfter - notBefore, 0)
        let latest = notAfter - (life < shortLife ? life / 2 : life / 3)
        let spread = min(day, life / 20)
        let moment = latest - (spread > 0 ? Int64.random(in: 0..<spread, using: &random) : 0)
        return RenewalSchedule(
            notAfter: notAfter, certificate: identifier, lifetimeMoment: moment,
            nextPoll: identifier == nil ? nil : now)
    }

    /// Takes a window of the authority: keeps the moment chosen before while it lies in it, else chooses one.
    package static func take(
        _ window: RenewalWindow, into schedule: inout RenewalSchedule, notBefore: Int64, now: Int64,
        using random: inout some RandomNumberGenerator
    ) {
        schedule.windowStart = window.start
        schedule.windowEnd = window.end
        schedule.explanation = window.explanationURL
        if let moment = schedule.windowMoment, moment >= window.start, moment < window.end {
            schedule.windowMoment = moment
        } else {
            schedule.windowMoment = max(
                Int64.random(in: window.start..<max(window.end, window.start + 1), using: &random), now)
        }
        schedule.nextPoll = now + clamped(window.retryAfter ?? defaultPoll)
        settle(&schedule, notBefore: notBefore)
    }

    /// Notes that the authority has no window, or did not answer: what was chosen before stays.
    package static func missWindow(_ schedule: inout RenewalSchedule, retryAfter: Int64?, now: Int64) {
        schedule.nextPoll = now + clamped(retryAfter ?? hour)
    }

    /// Whether the life is all but over: a fiftieth is left, or less than fifty minutes.
    package static func isUrgent(notBefore: Int64, notAfter: Int64, now: Int64) -> Bool {
        let left = notAfter - now
        return left <= (notAfter - notBefore) / 50 || left < urgentRemainder
    }

    private static func settle(_ schedule: inout RenewalSchedule, notBefore: Int64) {
        let last = schedule.notAfter - max(schedule.notAfter - notBefore, 0) / 20
        guard let moment = schedule.windowMoment else {
            schedule.moment = schedule.lifetimeMoment
            schedule.basis = .lifetime
            return
        }
        schedule.moment = min(moment, last)
        schedule.basis = moment > last ? .emergency : .window
    }

    private static func clamped(_ milliseconds: Int64) -> Int64 { min(max(milliseconds, minute), day) }
}
