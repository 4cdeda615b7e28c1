import RedisStore
import TestSupport
import Testing

@Suite struct `Redis client` {
    @Test func `answers a command over a Unix socket`() async throws {
        try await withRedis { redis in
            let client = try redis.client()
            #expect(try await client.send(["SET", "key", "value"]) == .status("OK"))
            #expect(try await client.send(["GET", "key"]) == .bytes(Array("value".utf8)))
            #expect(try await client.send(["GET", "none"]) == .null)
        }
    }

    @Test func `carries any bytes and large values`() async throws {
        try await withRedis { redis in
            let client = try redis.client()
            let value = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
            _ = try await client.send(["SET", "big", RedisArgument(value)])
            #expect(try await client.send(["GET", "big"]).bytes == value)
        }
    }

    @Test func `pipelines the commands of many callers in order`() async throws {
        try await withRedis { redis in
            let client = try redis.client()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for caller in 0..<50 {
                    group.addTask {
                        for step in 1...20 {
                            let reply = try await client.send(["INCR", RedisArgument("counter:\(caller)")])
                            #expect(reply.integer == Int64(step))
                        }
                    }
                }
                try await group.waitForAll()
            }
            let replies = try await client.pipeline([["PING"], ["NOSUCH"], ["GET", "counter:7"]])
            #expect(replies.count == 3)
            #expect(replies[1] == .error(RedisServerError("ERR")))
            #expect(replies[2].text == "20")
        }
    }

    @Test func `throws the error that the server answers`() async throws {
        try await withRedis { redis in
            let client = try redis.client()
            _ = try await client.send(["SET", "text", "x"])
            await #expect(throws: RedisError.server(RedisServerError("WRONGTYPE"))) {
                try await client.send(["HGET", "text", "field"])
            }
        }
    }
}
