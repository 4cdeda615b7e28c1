import ProxyModel
import RedisStore
import TestSupport
import Testing

@Suite struct `Issuances in Redis` {
    @Test func `what is forgotten by halves comes back to be forgotten`() async throws {
        try await withRedis { redis in
            let client = try redis.client()
            let store = RedisIssuanceStore(client)
            let lease = try #require(try await store.acquire("a", lifetime: 60_000))
            #expect(try await store.save([1], under: lease))
            try await store.schedule("a", at: 5)
            let failing = RedisArgument(RedisKeys.issuancesFailing)
            // Something that is no set stops it where a node might end.
            _ = try await client.send(["SET", failing, "no set"])
            await #expect(throws: StoreFailure.self) { _ = try await store.forget(under: lease) }
            #expect(try await store.due(by: 10, limit: 10) == ["a"])
            _ = try await client.send(["DEL", failing])
            try await store.noteFailure("a", since: 5)
            let next = try #require(try await store.acquire("a", lifetime: 60_000))
            #expect(try await store.forget(under: next))
            #expect(try await store.due(by: 10, limit: 10).isEmpty)
            #expect(try await store.failures() == 0)
        }
    }
}
