import ProxyModel
import RedisStore
import TestSupport
import Testing

@Suite struct `Redis configuration store` {
    private func host(_ index: Int) -> String { "host-\(index).example.com" }

    @Test func `loads 100,000 proxies at one revision`() async throws {
        try await withRedis { redis in
            let store = RedisConfigurationStore(try redis.client())
            var revision: Revision = 0
            for batch in 0..<10 {
                let changes = try (0..<10_000).map { Change.put(try sampleProxy(host(batch * 10_000 + $0))) }
                revision = try await store.commit(changes, expecting: revision)
            }
            let started = ContinuousClock.now
            let snapshot = try await store.load()
            let elapsed = started.duration(to: .now)
            #expect(snapshot.revision == 10)
            #expect(snapshot.proxies.count == 100_000)
            // A build without optimisation on a busy machine; an optimised one takes a tenth of it.
            #expect(elapsed < .seconds(60), "\(elapsed)")
        }
    }

    @Test func `reads one state while others write`() async throws {
        try await withRedis { redis in
            let store = RedisConfigurationStore(try redis.client())
            let other = RedisConfigurationStore(try redis.client())
            let initial = try (0..<3_000).map { Change.put(try sampleProxy(host($0))) }
            _ = try await store.commit(initial, expecting: 0)
            let writer = Task {
                // Each commit moves one host, so that every state has exactly 3,000.
                var revision: Revision = 1
                for index in 0..<300 {
                    let changes: [Change] = [
                        .delete(RecordKey(.proxies, host(index))), .put(try sampleProxy(host(10_000 + index))),
                    ]
                    revision = try await other.commit(changes, expecting: revision)
                }
                return revision
            }
            var seen: Set<Revision> = []
            while seen.count < 5, !seen.contains(301) {
                let snapshot = try await store.load()
                seen.insert(snapshot.revision)
                #expect(snapshot.proxies.count == 3_000)
                let moved = Int(snapshot.revision) - 1
                #expect(snapshot.proxies[host(moved)] != nil || moved >= 300)
                #expect(moved == 0 || snapshot.proxies[host(10_000 + moved - 1)]?.revision == snapshot.revision)
            }
            #expect(try await writer.value == 301)
        }
    }

    @Test func `enters a change set that is too large for the stream as a gap`() async throws {
        try await withRedis { redis in
            let store = RedisConfigurationStore(try redis.client())
            let client = try redis.client()
            let changes = try (0..<5_000).map { Change.put(try sampleProxy(host($0))) }
            #expect(try await store.commit(changes, expecting: 0) == 1)
            await #expect(throws: StoreFailure.gap(current: 1)) {
                try await store.changes(after: 0, limit: 10, waitMS: 0)
            }
            #expect(try await store.load().proxies.count == 5_000)
            let used = try await client.send(["MEMORY", "USAGE", RedisArgument(RedisKeys.changes)]).integer
            #expect(try #require(used) < 10_000)
        }
    }

    @Test func `notices that the store was emptied`() async throws {
        try await withRedis { redis in
            let store = RedisConfigurationStore(try redis.client())
            let client = try redis.client()
            _ = try await store.commit([.put(sampleProxy("a.example.com"))], expecting: 0)
            _ = try await store.load()
            _ = try await client.send(["FLUSHALL"])
            await #expect(throws: StoreFailure.gap(current: 0)) {
                try await store.changes(after: 1, limit: 10, waitMS: 1_000)
            }
            await #expect(throws: StoreFailure.gap(current: 0)) {
                try await store.commit([.put(sampleProxy("b.example.com"))], expecting: 1)
            }
        }
    }

    @Test func `notices another history with the same revision`() async throws {
        try await withRedis { redis in
            let store = RedisConfigurationStore(try redis.client())
            let other = RedisConfigurationStore(try redis.client())
            let client = try redis.client()
            for revision: Revision in 0..<3 {
                _ = try await store.commit([.put(sampleProxy("a.example.com"))], expecting: revision)
            }
            #expect(try await store.load().revision == 3)
            _ = try await client.send(["FLUSHALL"])
            for revision: Revision in 0..<3 {
                _ = try await other.commit([.put(sampleProxy("b.example.com"))], expecting: revision)
            }
            await #expect(throws: StoreFailure.gap(current: 3)) {
                try await store.changes(after: 3, limit: 10, waitMS: 0)
            }
            await #expect(throws: StoreFailure.gap(current: 3)) { try await store.commit([], expecting: 3) }
            _ = try await other.commit([.put(sampleProxy("c.example.com"))], expecting: 3)
            await #expect(throws: StoreFailure.gap(current: 4)) {
                try await store.changes(after: 3, limit: 10, waitMS: 0)
            }
            #expect(try await store.load().proxies.keys.sorted() == ["b.example.com", "c.example.com"])
        }
    }

    @Test(arguments: [
        "not a record", #"{"v":2,"r":1,"d":{}}"#, #"{"v":1,"r":99999999999999999999999,"d":{}}"#,
        #"{"v":1,"r":1,"d":{"#,
        #"{"v":1,"r":1,"d":[]}"#,
    ])
    func `names the record that it cannot understand`(_ value: String) async throws {
        try await withRedis { redis in
            let store = RedisConfigurationStore(try redis.client())
            let client = try redis.client()
            _ = try await client.send([
                "HSET", RedisArgument(RedisKeys.records(.proxies)), "x.example.com", RedisArgument(value),
            ])
            let failure = await #expect(throws: StoreFailure.self) { try await store.load() }
            guard case .corrupt(let text) = failure else { return #expect(Bool(false), "\(failure.debugDescription)") }
            #expect(text.contains("proxies 'x.example.com'"), "\(text)")
        }
    }

    @Test func `learns what became of a commit whose answer was lost`() async throws {
        try await withRedis { redis in
            let store = RedisConfigurationStore(try redis.client())
            let killer = try redis.client()
            var committed: Revision = 0
            for round in 0..<50 {
                let expected = committed
                async let result = try? store.commit([.put(sampleProxy(host(round)))], expecting: expected)
                _ = try? await killer.send(["CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes"])
                if let revision = await result {
                    committed = revision
                } else {
                    committed = try await store.load().revision
                }
            }
            let snapshot = try await store.load()
            #expect(snapshot.revision == committed)
            #expect(snapshot.proxies.count == Int(committed))
        }
    }
}
