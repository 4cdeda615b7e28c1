import Reactor
import Testing

struct BusyPollTests {
    @Test func `nothing is polled that nobody expects`() {
        var poll = BusyPoll()
        poll.budget = 1
        let begins = poll.begins()
        #expect(!begins)
    }

    @Test func `a budget of zero turns it off`() {
        var poll = BusyPoll()
        poll.expect()
        let begins = poll.begins()
        #expect(!begins)
    }

    @Test func `after polls in vain twice as many chances are passed over each time`() {
        var poll = BusyPoll()
        poll.budget = 1
        var passedOver: [Int] = []
        for _ in 0..<4 {
            var count = 0
            poll.expect()
            while !poll.begins() {
                count += 1
                poll.expect()
            }
            passedOver.append(count)
            poll.ended(found: false)
        }
        #expect(passedOver == [0, 1, 2, 4])
    }

    @Test func `a poll that found something makes up for those in vain`() {
        var poll = BusyPoll()
        poll.budget = 1
        poll.ended(found: false)
        poll.ended(found: false)
        poll.ended(found: true)
        poll.expect()
        let begins = poll.begins()
        #expect(begins)
    }

    @Test func `an upstream that stays slow costs at most one poll in a thousand`() {
        var poll = BusyPoll()
        poll.budget = 1
        for _ in 0..<40 { poll.ended(found: false) }
        var count = 0
        poll.expect()
        while !poll.begins() {
            count += 1
            poll.expect()
        }
        #expect(count == 1_024)
    }
}
