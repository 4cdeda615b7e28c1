import Testing

@testable import Reactor

@Suite struct NameTableTests {
    private var settings = NameCacheSettings()
    private let first = [IPAddress(v4: 0x0A00_0001)]
    private let second = [IPAddress(v4: 0x0A00_0002)]

    private func good(_ addresses: [IPAddress], _ ttl: Int) -> Result<ResolvedName, NameFailure> {
        .success(ResolvedName(addresses: addresses, ttlSeconds: ttl))
    }

    private func wait(ask: Bool) -> NameTable.Decision { NameTable.Decision(finding: nil, mustAsk: ask) }

    private func answer(_ addresses: [IPAddress], ask: Bool = false) -> NameTable.Decision {
        NameTable.Decision(finding: .success(addresses), mustAsk: ask)
    }

    private func failure(_ failure: NameFailure) -> NameTable.Decision {
        NameTable.Decision(finding: .failure(failure))
    }

    /// A table that learnt `first` for `a` at time 0.
    private func table(ttl: Int) -> NameTable {
        var table = NameTable(settings)
        _ = table.look("a", now: 0)
        _ = table.take("a", good(first, ttl), now: 0)
        return table
    }

    @Test func `only the first of several lookups asks`() {
        var table = NameTable(settings)
        #expect(table.look("a", now: 0) == wait(ask: true))
        #expect(table.look("a", now: 1) == wait(ask: false))
        #expect(table.take("a", good(first, 60), now: 2) == .success(first))
        #expect(table.look("a", now: 3) == answer(first))
    }

    @Test func `an answer is given until its end and not longer`() {
        var table = table(ttl: 60)
        #expect(table.look("a", now: 53_999) == answer(first))
        var later = self.table(ttl: 60)
        #expect(later.look("a", now: 60_000) == wait(ask: true))
    }

    @Test(arguments: [(0, 999, 1000), (1, 999, 1000), (7200, 3_599_999, 3_600_000), (.max, 3_599_999, 3_600_000)])
    func `a lifetime is kept within its limits`(_ ttl: Int, _ last: Int64, _ end: Int64) {
        var table = table(ttl: ttl)
        #expect(table.look("a", now: last).finding == .success(first))
        table = self.table(ttl: ttl)
        #expect(table.look("a", now: end).finding == nil)
    }

    @Test(arguments: [(60, 54_000), (2, 1000), (1, 500), (3600, 3_240_000)])
    func `an answer in use is renewed shortly before its end`(_ ttl: Int, _ from: Int64) {
        var table = table(ttl: ttl)
        #expect(table.look("a", now: from - 1) == answer(first))
        #expect(table.look("a", now: from) == answer(first, ask: true))
        #expect(table.look("a", now: from + 1) == answer(first))
        #expect(table.take("a", good(second, ttl), now: from + 2) == .success(second))
        #expect(table.look("a", now: from + 3) == answer(second))
    }

    @Test func `the last good answer outlives a failed renewal`() {
        var table = table(ttl: 10)
        #expect(table.look("a", now: 9500).mustAsk)
        #expect(table.take("a", .failure(.timedOut), now: 12_000) == .success(first))
        #expect(table.look("a", now: 12_001) == answer(first))
        #expect(table.look("a", now: 13_000) == answer(first, ask: true))
        #expect(table.look("a", now: 13_001) == answer(first))
        #expect(table.take("a", .failure(.serverFailed), now: 13_002) == .success(first))
        #expect(table.look("a", now: 15_003) == answer(first, ask: true))
        #expect(table.take("a", good(second, 60), now: 15_100) == .success(second))
    }

    @Test func `the last good answer is given up after a day of failures`() {
        var table = table(ttl: 10)
        #expect(table.look("a", now: 10_000).mustAsk)
        #expect(table.take("a", .failure(.timedOut), now: 10_001) == .success(first))
        let end: Int64 = 10_000 + settings.staleLifetime
        #expect(table.look("a", now: end - 1) == answer(first, ask: true))
        #expect(table.take("a", .failure(.timedOut), now: end) == .failure(.timedOut))
        #expect(table.look("a", now: end + 1) == failure(.timedOut))
    }

    @Test func `a denial ends the last good answer after half a minute`() {
        var table = table(ttl: 10)
        #expect(table.look("a", now: 10_000).mustAsk)
        #expect(table.take("a", .failure(.notFound), now: 10_001) == .success(first))
        #expect(table.look("a", now: 11_001) == answer(first, ask: true))
        #expect(table.take("a", .failure(.notFound), now: 11_002) == .success(first))
        #expect(table.look("a", now: 40_000) == answer(first, ask: true))
        #expect(table.take("a", .failure(.notFound), now: 40_001) == .failure(.notFound))
        #expect(table.look("a", now: 40_002) == failure(.notFound))
    }

    @Test func `a denial before the end of an answer does not shorten it`() {
        var table = table(ttl: 60)
        #expect(table.look("a", now: 54_000).mustAsk)
        #expect(table.take("a", .failure(.notFound), now: 54_001) == .success(first))
        #expect(table.look("a", now: 59_999).finding == .success(first))
    }

    @Test func `failures are believed for longer and longer`() {
        var table = NameTable(settings)
        var now: Int64 = 0
        for seconds: Int64 in [1, 2, 4, 8, 16, 30, 30] {
            #expect(table.look("a", now: now) == wait(ask: true))
            #expect(table.take("a", .failure(.serverFailed), now: now) == .failure(.serverFailed))
            #expect(table.look("a", now: now + seconds * 1000 - 1) == failure(.serverFailed))
            now += seconds * 1000
        }
    }

    @Test func `a success makes the next failure a first one again`() {
        var table = NameTable(settings)
        _ = table.look("a", now: 0)
        _ = table.take("a", .failure(.timedOut), now: 0)
        _ = table.look("a", now: 1000)
        _ = table.take("a", .failure(.timedOut), now: 1000)
        _ = table.look("a", now: 3000)
        _ = table.take("a", good(first, 1), now: 3000)
        #expect(table.look("a", now: 4000) == wait(ask: true))
        _ = table.take("a", .failure(.timedOut), now: 4000)
        #expect(table.look("a", now: 4999) == answer(first))
        #expect(table.look("a", now: 5000) == answer(first, ask: true))
    }

    @Test func `the last good answer is given when a fresh one is late`() {
        var table = table(ttl: 10)
        #expect(table.look("a", now: 20_000) == wait(ask: true))
        #expect(table.endOfPatience("a") == 20_500)
        #expect(table.look("a", now: 20_499) == wait(ask: false))
        #expect(table.look("a", now: 20_500) == answer(first))
        #expect(table.take("a", good(second, 10), now: 20_600) == .success(second))
        #expect(table.endOfPatience("a") == nil)
    }

    @Test func `there is no end of patience without a good answer`() {
        var table = NameTable(settings)
        _ = table.look("a", now: 0)
        #expect(table.endOfPatience("a") == nil)
        #expect(table.endOfPatience("b") == nil)
    }

    @Test func `the name not used for longest is forgotten first`() {
        var settings = settings
        settings.capacity = 3
        var table = NameTable(settings)
        for name in ["a", "b", "c"] {
            _ = table.look(name, now: 0)
            _ = table.take(name, good(first, 60), now: 0)
        }
        _ = table.look("a", now: 1)
        _ = table.look("d", now: 2)
        #expect(table.count == 3)
        #expect(table.lookIfKnown("b", now: 3) == nil)
        #expect(table.lookIfKnown("a", now: 3) == answer(first))
        #expect(table.lookIfKnown("c", now: 3) == answer(first))
    }

    @Test func `a name being asked for is not forgotten`() {
        var settings = settings
        settings.capacity = 2
        var table = NameTable(settings)
        #expect(table.look("a", now: 0).mustAsk)
        #expect(table.look("b", now: 0).mustAsk)
        #expect(table.look("c", now: 0) == failure(.overloaded))
        _ = table.take("b", good(first, 60), now: 1)
        #expect(table.look("c", now: 2).mustAsk)
        #expect(table.take("a", good(second, 60), now: 3) == .success(second))
        #expect(table.lookIfKnown("b", now: 3) == nil)
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func `a lookup without a finding is always being asked for, exactly once`(_ seed: UInt64) {
        var generator = SeededGenerator(seed)
        var settings = settings
        settings.capacity = 5
        var table = NameTable(settings)
        var asked: Set<String> = []
        var now: Int64 = 0
        for _ in 0..<20_000 {
            now += Int64.random(in: 0...2000, using: &generator)
            let name = "n\(Int.random(in: 0..<9, using: &generator))"
            if asked.contains(name), Bool.random(using: &generator) {
                let failures: [NameFailure] = [.timedOut, .notFound, .serverFailed]
                let isGood = Bool.random(using: &generator)
                let reply =
                    isGood ? good(first, Int.random(in: 0...90, using: &generator)) : .failure(failures[Int(now % 3)])
                let result = table.take(name, reply, now: now)
                if isGood { #expect(result == .success(first)) }
                asked.remove(name)
            } else {
                let decision = table.look(name, now: now)
                if decision.mustAsk { #expect(asked.insert(name).inserted) }
                if decision.finding == nil { #expect(asked.contains(name)) }
            }
            #expect(table.count <= 5)
        }
    }
}
