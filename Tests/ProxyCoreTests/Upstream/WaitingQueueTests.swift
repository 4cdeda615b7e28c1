import Testing

@testable import ProxyCore

@Suite struct WaitingQueueTests {
    private final class Guest {
        let number: Int
        init(_ number: Int) { self.number = number }
    }

    @Test func `whoever waited longest is first`() {
        var queue = WaitingQueue<Guest>()
        for number in 0..<3 { queue.append(Guest(number)) }
        #expect(queue.count == 3)
        #expect((0..<3).allSatisfy { queue.popFirst()?.number == $0 })
        #expect(queue.popFirst() == nil)
        #expect(queue.count == 0)
    }

    @Test func `whoever gave up is passed over`() {
        var queue = WaitingQueue<Guest>()
        let guests = (0..<4).map(Guest.init)
        for guest in guests { queue.append(guest) }
        _ = queue.popFirst()
        queue.remove(guests[2])
        queue.remove(guests[0])
        #expect(queue.count == 2)
        #expect(queue.popFirst() === guests[1])
        #expect(queue.popFirst() === guests[3])
    }

    @Test func `a queue that never runs empty lets those go that it has served`() {
        var queue = WaitingQueue<Guest>()
        weak var last: Guest?
        var kept: [() -> Guest?] = []
        for number in 0..<10_000 {
            let guest = Guest(number)
            kept.append { [weak guest] in guest }
            queue.append(guest)
            if number >= 3 { last = queue.popFirst() }
        }
        #expect(queue.count == 3)
        #expect(last?.number ?? 9_996 == 9_996)
        #expect(kept.count { $0() != nil } < 200)
    }
}
