import Testing

@testable import ACME

@Suite struct `Renewal plan` {
    private static let day: Int64 = 86_400_000
    private static let start: Int64 = 1_767_225_600_000

    private func schedule(
        days: Int64, seed: UInt64 = 1, now: Int64 = start, identifier: String? = "a.b"
    ) -> RenewalSchedule {
        var random = SeededGenerator(seed: seed)
        return RenewalPlan.schedule(
            notBefore: Self.start, notAfter: Self.start + days * Self.day, identifier: identifier, now: now,
            using: &random)
    }

    @Test(arguments: 1...50 as ClosedRange<UInt64>)
    func `renews at a third of the life left, spread over a day before it`(seed: UInt64) {
        let latest = Self.start + 60 * Self.day
        let moment = schedule(days: 90, seed: seed).moment
        #expect(moment <= latest && moment > latest - Self.day)
    }

    @Test func `does not renew all at the same moment`() {
        #expect(Set((1...20).map { schedule(days: 90, seed: $0).moment }).count > 15)
    }

    @Test func `renews at half of a life under ten days`() {
        let moment = schedule(days: 6).moment
        #expect(moment <= Self.start + 3 * Self.day && moment > Self.start + 2 * Self.day)
    }

    @Test func `chooses one moment within the authority's window and keeps it`() {
        var random = SeededGenerator(seed: 7)
        var schedule = schedule(days: 90)
        let window = RenewalWindow(
            start: Self.start + 50 * Self.day, end: Self.start + 52 * Self.day, retryAfter: 3_600_000)
        RenewalPlan.take(window, into: &schedule, notBefore: Self.start, now: Self.start, using: &random)
        let moment = schedule.moment
        #expect((window.start..<window.end).contains(moment))
        #expect(schedule.basis == .window)
        #expect(schedule.nextPoll == Self.start + 3_600_000)
        RenewalPlan.take(window, into: &schedule, notBefore: Self.start, now: Self.start + 1, using: &random)
        #expect(schedule.moment == moment)
    }

    @Test func `chooses anew when the window moves away from the moment`() {
        var random = SeededGenerator(seed: 7)
        var schedule = schedule(days: 90)
        let late = RenewalWindow(start: Self.start + 50 * Self.day, end: Self.start + 52 * Self.day)
        RenewalPlan.take(late, into: &schedule, notBefore: Self.start, now: Self.start, using: &random)
        let early = RenewalWindow(start: Self.start, end: Self.start + Self.day, explanationURL: "https://why")
        RenewalPlan.take(early, into: &schedule, notBefore: Self.start, now: Self.start, using: &random)
        #expect((early.start..<early.end).contains(schedule.moment))
        #expect(schedule.explanation == "https://why")
    }

    @Test func `renews at once when the window is past`() {
        var random = SeededGenerator(seed: 7)
        var schedule = schedule(days: 90)
        let now = Self.start + 20 * Self.day
        let past = RenewalWindow(start: Self.start, end: Self.start + Self.day)
        RenewalPlan.take(past, into: &schedule, notBefore: Self.start, now: now, using: &random)
        #expect(schedule.moment == now)
    }

    @Test func `does not let a window hold it back beyond a twentieth of the life`() {
        var random = SeededGenerator(seed: 7)
        var schedule = schedule(days: 100)
        let window = RenewalWindow(start: Self.start + 98 * Self.day, end: Self.start + 99 * Self.day)
        RenewalPlan.take(window, into: &schedule, notBefore: Self.start, now: Self.start, using: &random)
        #expect(schedule.moment == Self.start + 95 * Self.day)
        #expect(schedule.basis == .emergency)
    }

    @Test(arguments: [(nil, 21_600_000), (1, 60_000), (86_400_001, 86_400_000)] as [(Int64?, Int64)])
    func `looks at the window again within a minute and a day`(told: Int64?, pause: Int64) {
        var random = SeededGenerator(seed: 7)
        var schedule = schedule(days: 90)
        let window = RenewalWindow(
            start: Self.start + 50 * Self.day, end: Self.start + 52 * Self.day, retryAfter: told)
        RenewalPlan.take(window, into: &schedule, notBefore: Self.start, now: Self.start, using: &random)
        #expect(schedule.nextPoll == Self.start + pause)
    }

    @Test func `keeps its moment while the authority does not answer`() {
        var schedule = schedule(days: 90)
        let moment = schedule.moment
        RenewalPlan.missWindow(&schedule, retryAfter: nil, now: Self.start)
        #expect(schedule.moment == moment)
        #expect(schedule.nextPoll == Self.start + 3_600_000)
    }

    @Test func `never asks for the window of a certificate without a name`() {
        #expect(schedule(days: 90, identifier: nil).nextPoll == nil)
    }

    @Test func `is urgent with a fiftieth left, or less than fifty minutes`() {
        let end = Self.start + 100 * Self.day
        #expect(!RenewalPlan.isUrgent(notBefore: Self.start, notAfter: end, now: end - 3 * Self.day))
        #expect(RenewalPlan.isUrgent(notBefore: Self.start, notAfter: end, now: end - 2 * Self.day))
        let soon = Self.start + 3_600_000
        #expect(RenewalPlan.isUrgent(notBefore: Self.start, notAfter: soon, now: soon - 49 * 60_000))
        #expect(!RenewalPlan.isUrgent(notBefore: Self.start, notAfter: soon, now: soon - 51 * 60_000))
    }
}
