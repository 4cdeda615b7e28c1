import Testing

@testable import ACME

@Suite struct `Nonce pool` {
    @Test func `gives each nonce once, the newest first`() {
        let pool = NoncePool()
        for nonce in ["a", "b", nil, "not/one", "", String(repeating: "x", count: 513)] { pool.put(nonce, now: 0) }
        #expect([pool.take(now: 0), pool.take(now: 0), pool.take(now: 0)] == ["b", "a", nil])
    }

    @Test func `forgets old ones, and those from a clock that was ahead`() {
        let pool = NoncePool()
        pool.put("old", now: 0)
        pool.put("future", now: 900_000)
        pool.put("young", now: 300_000)
        #expect(pool.take(now: 400_000) == "young")
        #expect(pool.take(now: 400_000) == nil)
    }

    @Test func `holds a bounded number`() {
        let pool = NoncePool()
        for number in 0..<1_000 { pool.put("n\(number)", now: 0) }
        var taken = 0
        while pool.take(now: 0) != nil { taken += 1 }
        #expect(taken == 32)
    }
}
