import ProxyModel
import Testing

@Suite struct `Volatile store` {
    private static let minute: Int64 = 60_000
    private let key = VolatileKey(.code, "a")

    @Test(arguments: VolatileStoreUnderTest.allCases)
    func `gives back a value until it is removed`(_ kind: VolatileStoreUnderTest) async throws {
        try await kind.run { store, other async throws in
            #expect(try await store.value(key) == nil)
            #expect(try await store.put(key, [0, 255, 10], lifetime: Self.minute, if: .always))
            #expect(try await other.value(key) == [0, 255, 10])
            #expect(try await store.put(key, [], lifetime: Self.minute, if: .always))
            #expect(try await other.value(key) == [])
            try await store.remove(key)
            try await store.remove(key)
            #expect(try await other.value(key) == nil)
        }
    }

    @Test(arguments: VolatileStoreUnderTest.allCases)
    func `keeps values of different families and names apart`(_ kind: VolatileStoreUnderTest) async throws {
        try await kind.run { store, _ async throws in
            var keys: [VolatileKey] = []
            for family in VolatileKey.Family.allCases { keys += [VolatileKey(family, "a"), VolatileKey(family, "b")] }
            for (index, key) in keys.enumerated() {
                #expect(try await store.put(key, [UInt8(index)], lifetime: Self.minute, if: .absent))
            }
            for (index, key) in keys.enumerated() { #expect(try await store.value(key) == [UInt8(index)]) }
        }
    }

    @Test(arguments: VolatileStoreUnderTest.allCases)
    func `writes only when the condition holds`(_ kind: VolatileStoreUnderTest) async throws {
        try await kind.run { store, _ async throws in
            #expect(try await store.put(key, [1], lifetime: Self.minute, if: .equals([1])) == false)
            #expect(try await store.put(key, [1], lifetime: Self.minute, if: .absent))
            #expect(try await store.put(key, [2], lifetime: Self.minute, if: .absent) == false)
            #expect(try await store.put(key, [2], lifetime: Self.minute, if: .equals([0])) == false)
            #expect(try await store.value(key) == [1])
            #expect(try await store.put(key, [2], lifetime: Self.minute, if: .equals([1])))
            #expect(try await store.value(key) == [2])
        }
    }

    @Test(arguments: VolatileStoreUnderTest.allCases)
    func `forgets everything at the end of its lifetime`(_ kind: VolatileStoreUnderTest) async throws {
        try await kind.run { store, _ async throws in
            let (set, log, counter) = (VolatileKey(.index, "s"), VolatileKey(.trace, "l"), VolatileKey(.throttle, "c"))
            _ = try await store.put(key, [1], lifetime: 60, if: .always)
            try await store.insert("m", into: set, lifetime: 60)
            try await store.append([1], to: log, limit: 5, lifetime: 60)
            _ = try await store.count(counter, window: 60)
            // A replaced value has the lifetime of the last writing.
            let replaced = VolatileKey(.session, "r")
            _ = try await store.put(replaced, [1], lifetime: Self.minute, if: .always)
            _ = try await store.put(replaced, [2], lifetime: 60, if: .equals([1]))
            let deadline = ContinuousClock.now + .seconds(10)
            while ContinuousClock.now < deadline {
                let rest = (
                    try await store.value(key), try await store.members(set), try await store.entries(log, limit: 5),
                    try await store.value(replaced), try await store.value(counter)
                )
                if rest.0 == nil, rest.1.isEmpty, rest.2.isEmpty, rest.3 == nil, rest.4 == nil { return }
                try await Task.sleep(for: .milliseconds(10))
            }
            Issue.record("something outlived its time")
        }
    }

    @Test(arguments: VolatileStoreUnderTest.allCases)
    func `gives a value that many take to one of them`(_ kind: VolatileStoreUnderTest) async throws {
        try await kind.run { store, other async throws in
            for round in 0..<20 {
                let key = VolatileKey(.code, "r\(round)")
                _ = try await store.put(key, [7], lifetime: Self.minute, if: .always)
                let winners = try await Self.parallel(20) { index in
                    try await (index % 2 == 0 ? store : other).take(key) != nil
                }
                #expect(winners == 1)
            }
            #expect(try await store.take(key) == nil)
        }
    }

    @Test(arguments: VolatileStoreUnderTest.allCases)
    func `lets one of many writers replace a value or be the first`(_ kind: VolatileStoreUnderTest) async throws {
        try await kind.run { store, other async throws in
            let first = try await Self.parallel(20) { index in
                try await (index % 2 == 0 ? store : other).put(key, [0], lifetime: Self.minute, if: .absent)
            }
            #expect(first == 1)
            for round in 0..<20 {
                let winners = try await Self.parallel(20) { index in
                    try await (index % 2 == 0 ? store : other).put(
                        key, [UInt8(round + 1)], lifetime: Self.minute, if: .equals([UInt8(round)]))
                }
                #expect(winners == 1)
            }
        }
    }

    @Test(arguments: VolatileStoreUnderTest.allCases)
    func `counts everybody within a window that begins with the first`(_ kind: VolatileStoreUnderTest) async throws {
        try await kind.run { store, other async throws in
            let key = VolatileKey(.throttle, "x")
            let (first, whole) = try await store.count(key, window: Self.minute)
            #expect(first == 1 && whole > 0 && whole <= Self.minute)
            _ = try await Self.parallel(50) { index in
                try await (index % 2 == 0 ? store : other).count(key, window: 10 * Self.minute).count > 0
            }
            let (last, rest) = try await store.count(key, window: 10 * Self.minute)
            #expect(last == 52 && rest <= whole)
        }
    }

    @Test(arguments: VolatileStoreUnderTest.allCases)
    func `takes back what was counted, and never more`(_ kind: VolatileStoreUnderTest) async throws {
        try await kind.run { store, other async throws in
            let key = VolatileKey(.throttle, "u")
            try await store.uncount(key)
            #expect(try await store.value(key) == nil)
            for _ in 0..<60 { _ = try await store.count(key, window: Self.minute) }
            _ = try await Self.parallel(58) { index in
                try await (index % 2 == 0 ? store : other).uncount(key)
                return true
            }
            let (count, rest) = try await store.count(key, window: 10 * Self.minute)
            #expect(count == 3 && rest > 0 && rest <= Self.minute)
            for _ in 0..<5 { try await store.uncount(key) }
            #expect(try await other.value(key) == nil)
            let (first, whole) = try await store.count(key, window: 10 * Self.minute)
            #expect(first == 1 && whole > Self.minute)
        }
    }

    @Test(arguments: VolatileStoreUnderTest.allCases)
    func `keeps sets whose life only grows longer`(_ kind: VolatileStoreUnderTest) async throws {
        try await kind.run { store, other async throws in
            let key = VolatileKey(.index, "s")
            #expect(try await store.members(key).isEmpty)
            for member in ["a", "b", "a", "ü"] { try await store.insert(member, into: key, lifetime: Self.minute) }
            try await store.insert("c", into: key, lifetime: 1)
            #expect(try await other.members(key).sorted() == ["a", "b", "c", "ü"])
            try await store.remove("b", from: key)
            try await store.remove("b", from: key)
            #expect(try await other.members(key).sorted() == ["a", "c", "ü"])
            for number in 0..<1_100 { try await store.insert("n\(number)", into: key, lifetime: Self.minute) }
            let many = try await store.members(key)
            #expect(many.count == 1_000 && Set(many).count == 1_000)
        }
    }

    @Test(arguments: VolatileStoreUnderTest.allCases)
    func `keeps the newest entries of a log`(_ kind: VolatileStoreUnderTest) async throws {
        try await kind.run { store, other async throws in
            let key = VolatileKey(.trace, "l")
            for number in 0..<10 {
                try await store.append([UInt8(number)], to: key, limit: 4, lifetime: Self.minute)
            }
            #expect(try await other.entries(key, limit: 100) == [[9], [8], [7], [6]])
            #expect(try await other.entries(key, limit: 2) == [[9], [8]])
            #expect(try await other.entries(key, limit: 0).isEmpty)
        }
    }

    @Test(arguments: VolatileStoreUnderTest.allCases)
    func `tells of a value of another kind`(_ kind: VolatileStoreUnderTest) async throws {
        try await kind.run { store, _ async throws in
            try await store.insert("m", into: key, lifetime: Self.minute)
            for attempt in 0..<4 {
                do throws(StoreFailure) {
                    switch attempt {
                    case 0: _ = try await store.value(key)
                    case 1: _ = try await store.count(key, window: Self.minute)
                    case 2: _ = try await store.entries(key, limit: 1)
                    default: _ = try await store.put(key, [1], lifetime: Self.minute, if: .equals([0]))
                    }
                    Issue.record("attempt \(attempt) did not fail")
                } catch {
                    guard case .corrupt = error else {
                        Issue.record("attempt \(attempt): \(error)")
                        continue
                    }
                }
            }
        }
    }

    /// How many of so many tasks at once are told true.
    private static func parallel(
        _ count: Int, _ body: @escaping @Sendable (Int) async throws -> Bool
    ) async throws -> Int {
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for index in 0..<count { group.addTask { try await body(index) } }
            return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
    }
}
