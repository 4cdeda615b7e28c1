import Testing

@testable import RedisStore

@Suite struct `Ticket key ring` {
    private let period = TicketKeyRing.period

    @Test func `does not rotate before its time`() {
        let ring = TicketKeyRing(now: 1_000)
        #expect(ring.rotated(now: 1_000 + period - 1) == nil)
    }

    @Test func `hands the keys on, so that tickets overlap`() throws {
        let ring = TicketKeyRing(now: 1_000)
        let second = try #require(ring.rotated(now: ring.rotatesAt))
        #expect(second.previous == ring.current)
        #expect(second.current == ring.next)
        #expect(second.next != second.current)
        let third = try #require(second.rotated(now: second.rotatesAt + 5))
        #expect(third.previous == second.current)
        #expect(third.rotatedAt == second.rotatesAt + 5)
    }

    @Test func `starts anew after two periods without rotation`() throws {
        let ring = TicketKeyRing(now: 1_000)
        let fresh = try #require(ring.rotated(now: 1_000 + 2 * period))
        #expect(fresh.previous == nil)
        #expect(fresh.current != ring.next)
    }

    @Test func `starts anew when it is from the future`() throws {
        let ring = TicketKeyRing(now: 10 * period)
        #expect(ring.rotated(now: 9 * period + 1) == nil)
        #expect(try #require(ring.rotated(now: 8 * period)).rotatedAt == 8 * period)
    }

    @Test func `is read back as it was`() throws {
        let ring = TicketKeyRing(now: 1_763_712_000_123)
        let rotated = try #require(ring.rotated(now: ring.rotatesAt))
        for value in [ring, rotated] { #expect(TicketKeyRing(encoded: value.encoded) == value) }
        #expect(TicketKeyRing(encoded: []) == nil)
        #expect(TicketKeyRing(encoded: Array(ring.encoded.dropLast())) == nil)
        #expect(TicketKeyRing(encoded: [2] + ring.encoded.dropFirst()) == nil)
    }

    @Test func `shows no key`() {
        let ring = TicketKeyRing(now: 1)
        #expect("\(ring)" == "TicketKeyRing(redacted)")
        #expect(String(reflecting: ring).contains("redacted"))
    }
}
