import ProxyModel
import Testing

@Suite struct `Issuance store` {
    private static let minute: Int64 = 60_000
    /// 2026-01-01, as numbers of this size must stay exact.
    private let now: Int64 = 1_767_225_600_000

    @Test(arguments: IssuanceStoreUnderTest.allCases)
    func `gives a lease to one at a time`(_ kind: IssuanceStoreUnderTest) async throws {
        try await kind.run { store, other async throws in
            let lease = try #require(try await store.acquire("a", lifetime: Self.minute))
            #expect(try await other.acquire("a", lifetime: Self.minute) == nil)
            #expect(try await other.acquire("b", lifetime: Self.minute)?.name == "b")
            try await store.release(lease)
            let next = try #require(try await other.acquire("a", lifetime: Self.minute))
            #expect(next.token > lease.token)
            try await store.release(lease)
            #expect(try await store.acquire("a", lifetime: Self.minute) == nil)
        }
    }

    @Test(arguments: IssuanceStoreUnderTest.allCases)
    func `lets a lease run out, and be renewed while nobody followed`(_ kind: IssuanceStoreUnderTest) async throws {
        try await kind.run { store, other async throws in
            let lease = try #require(try await store.acquire("a", lifetime: 1))
            var next: IssuanceLease?
            while next == nil { next = try await other.acquire("a", lifetime: 1) }
            #expect(try await store.renew(lease, lifetime: Self.minute) == false)
            let second = try #require(next)
            #expect(try await other.renew(second, lifetime: Self.minute))
            #expect(try await store.acquire("a", lifetime: Self.minute) == nil)
        }
    }

    @Test(arguments: IssuanceStoreUnderTest.allCases)
    func `refuses what an older lease writes`(_ kind: IssuanceStoreUnderTest) async throws {
        try await kind.run { store, other async throws in
            let old = try #require(try await store.acquire("a", lifetime: Self.minute))
            #expect(try await store.value("a") == nil)
            #expect(try await store.save([0, 255, 10], under: old))
            try await store.release(old)
            #expect(try await store.save([1], under: old))
            let new = try #require(try await other.acquire("a", lifetime: Self.minute))
            #expect(try await store.save([2], under: old) == false)
            #expect(try await store.forget(under: old) == false)
            #expect(try await other.value("a") == [1])
            #expect(try await other.save([3], under: new))
            #expect(try await store.values(["b", "a"]) == [nil, [3]])
        }
    }

    @Test(arguments: IssuanceStoreUnderTest.allCases)
    func `counts what fails until it does not, or is forgotten`(_ kind: IssuanceStoreUnderTest) async throws {
        try await kind.run { store, other async throws in
            for name in ["a", "b", "b"] { try await store.noteFailure(name, since: now) }
            #expect(try await other.failures() == 2)
            try await other.noteFailure("b", since: nil)
            #expect(try await store.failures() == 1)
            let lease = try #require(try await store.acquire("a", lifetime: Self.minute))
            #expect(try await store.forget(under: lease))
            #expect(try await other.failures() == 0)
        }
    }

    @Test(arguments: IssuanceStoreUnderTest.allCases)
    func `forgets an issuance without giving its tokens out again`(_ kind: IssuanceStoreUnderTest) async throws {
        try await kind.run { store, other async throws in
            let lease = try #require(try await store.acquire("a", lifetime: Self.minute))
            #expect(try await store.save([1], under: lease))
            try await store.schedule("a", at: now)
            #expect(try await store.forget(under: lease))
            #expect(try await other.value("a") == nil)
            #expect(try await other.due(by: now, limit: 10).isEmpty)
            let next = try #require(try await other.acquire("a", lifetime: Self.minute))
            #expect(next.token > lease.token)
            #expect(try await store.save([2], under: lease) == false)
        }
    }

    @Test(arguments: IssuanceStoreUnderTest.allCases)
    func `tells what is due, the longest overdue first`(_ kind: IssuanceStoreUnderTest) async throws {
        try await kind.run { store, other async throws in
            for (name, time) in [("c", now + 1), ("b", now), ("a", now - 5), ("d", now - 1)] {
                try await store.schedule(name, at: time)
            }
            #expect(try await other.due(by: now, limit: 10) == ["a", "d", "b"])
            #expect(try await other.due(by: now, limit: 2) == ["a", "d"])
            #expect(try await other.due(by: now, limit: 0).isEmpty)
            try await store.schedule("a", at: now + 7)
            #expect(try await other.due(by: now, limit: 10) == ["d", "b"])
            #expect(try await other.unscheduled(["a", "x", "b", "y"]) == ["x", "y"])
            #expect(try await other.unscheduled([]).isEmpty)
        }
    }

    @Test(arguments: IssuanceStoreUnderTest.allCases)
    func `tells what is due later than a time, the latest first`(_ kind: IssuanceStoreUnderTest) async throws {
        try await kind.run { store, other async throws in
            for (name, time) in [("a", now), ("b", now + 1), ("c", now + 31_536_000_000)] {
                try await store.schedule(name, at: time)
            }
            #expect(try await other.scheduled(after: now, limit: 10) == ["c", "b"])
            #expect(try await other.scheduled(after: now, limit: 1) == ["c"])
            #expect(try await other.scheduled(after: now, limit: 0).isEmpty)
            #expect(try await other.scheduled(after: now + 31_536_000_000, limit: 10).isEmpty)
        }
    }

    @Test(arguments: IssuanceStoreUnderTest.allCases)
    func `hastens, and never delays`(_ kind: IssuanceStoreUnderTest) async throws {
        try await kind.run { store, _ async throws in
            try await store.schedule("late", at: now + 100)
            try await store.schedule("early", at: now - 100)
            let many = (0..<2_500).map { "n\($0)" }
            try await store.hasten(["late", "early", "unknown"] + many, to: now)
            #expect(try await store.due(by: now - 1, limit: 10) == ["early"])
            #expect(try await store.due(by: now, limit: 10_000).count == 2_503)
            try await store.hasten(["late"], to: now + 50)
            #expect(try await store.due(by: now, limit: 10_000).contains("late"))
        }
    }

    @Test(arguments: IssuanceStoreUnderTest.allCases)
    func `gives tokens of a budget until it is empty, then at its pace`(_ kind: IssuanceStoreUnderTest) async throws {
        try await kind.run { store, other async throws in
            let demand = BudgetDemand(bucket: "set:a", capacity: 3, interval: 100_000)
            for _ in 0..<3 { #expect(try await store.spend([demand], at: "ca", now: now) == nil) }
            #expect(try await other.spend([demand], at: "ca", now: now) == now + 100_000)
            #expect(try await other.spend([demand], at: "ca", now: now + 99_999) == now + 100_000)
            #expect(try await other.spend([demand], at: "other", now: now) == nil)
            #expect(try await other.spend([demand], at: "ca", now: now + 100_000) == nil)
            #expect(try await other.spend([demand], at: "ca", now: now + 100_000) == now + 200_000)
        }
    }

    @Test(arguments: IssuanceStoreUnderTest.allCases)
    func `takes from all budgets or from none`(_ kind: IssuanceStoreUnderTest) async throws {
        try await kind.run { store, _ async throws in
            let narrow = BudgetDemand(bucket: "narrow", capacity: 1, interval: 60_000)
            let wide = BudgetDemand(bucket: "wide", capacity: 2, interval: 60_000)
            #expect(try await store.spend([narrow, wide], at: "ca", now: now) == nil)
            #expect(try await store.spend([narrow, wide], at: "ca", now: now) == now + 60_000)
            #expect(try await store.spend([wide], at: "ca", now: now) == nil)
            #expect(try await store.spend([wide], at: "ca", now: now) == now + 60_000)
            #expect(try await store.spend([], at: "ca", now: now) == nil)
        }
    }

    @Test(arguments: IssuanceStoreUnderTest.allCases)
    func `looks at a budget without taking, and charges what was used unasked`(
        _ kind: IssuanceStoreUnderTest
    ) async throws {
        try await kind.run { store, _ async throws in
            let look = BudgetDemand(bucket: "failures", capacity: 2, interval: 100_000, isTaken: false)
            let use = BudgetDemand(bucket: "failures", capacity: 2, interval: 100_000)
            for _ in 0..<5 { #expect(try await store.spend([look], at: "ca", now: now) == nil) }
            try await store.charge([use], at: "ca", now: now)
            #expect(try await store.spend([look], at: "ca", now: now) == nil)
            try await store.charge([use], at: "ca", now: now)
            try await store.charge([use], at: "ca", now: now)
            #expect(try await store.spend([look], at: "ca", now: now) == now + 200_000)
        }
    }

    @Test(arguments: IssuanceStoreUnderTest.allCases)
    func `closes a budget until the time that an authority told`(_ kind: IssuanceStoreUnderTest) async throws {
        try await kind.run { store, _ async throws in
            let look = BudgetDemand(bucket: "told", capacity: 1, interval: 1, isTaken: false)
            try await store.close("told", at: "ca", until: now + 500_000, now: now)
            try await store.close("told", at: "ca", until: now + 100_000, now: now)
            #expect(try await store.spend([look], at: "ca", now: now) == now + 500_000)
            #expect(try await store.spend([look], at: "ca", now: now + 500_000) == nil)
            try await store.close("past", at: "ca", until: now - 1, now: now)
        }
    }
}
