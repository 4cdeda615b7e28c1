import RedisStore
import TestSupport
import Testing

@Suite struct `Redis faults` {
    @Test func `fails a command at its deadline and recovers`() async throws {
        try await withRedis { redis in
            let client = try redis.client()
            _ = try await client.send(["PING"])
            redis.freeze()
            await #expect(throws: RedisError.timedOut(sent: true)) {
                try await client.send(["INCR", "counter"], timeoutMS: 100)
            }
            redis.thaw()
            try await eventually { try await client.send(["PING"]).text == "PONG" }
        }
    }

    @Test func `never sends a command twice when the connection breaks`() async throws {
        var options = RedisServerFixture.Options()
        options.isDurable = true
        try await withRedis(options) { redis in
            let client = try redis.client()
            let killer = try redis.client()
            let count = 2_000
            let acknowledged = await withTaskGroup(of: Bool.self) { group in
                for index in 0..<count {
                    group.addTask {
                        if index % 400 == 200 { _ = try? await killer.send(["CLIENT", "KILL", "TYPE", "normal"]) }
                        return (try? await client.send(["INCR", "counter"])) != nil
                    }
                }
                return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            let observer = try redis.client()
            let executed = try #require(try await observer.send(["GET", "counter"]).integer)
            #expect(executed >= acknowledged)
            #expect(executed <= count)
        }
    }

    @Test func `fails at once while the server is away and comes back by itself`() async throws {
        try await withRedis { redis in
            let client = try redis.client()
            _ = try await client.send(["PING"])
            await redis.crash()
            try await eventually {
                do throws(RedisError) {
                    _ = try await client.send(["PING"], timeoutMS: 60_000)
                    return false
                } catch {
                    if case .unavailable = error { return true }
                    return false
                }
            }
            try await redis.start()
            try await eventually { try await client.send(["PING"]).text == "PONG" }
        }
    }

    @Test func `gives an answer to the task that is cancelled`() async throws {
        try await withRedis { redis in
            let client = try redis.client()
            let blocked = client.dedicated(name: "blocked")
            let task = Task { try await blocked.send(["BLPOP", "none", "0"], timeoutMS: 60_000) }
            try await eventually { try await client.send(["CLIENT", "LIST"]).text?.contains("cmd=blpop") == true }
            task.cancel()
            await #expect(throws: RedisError.cancelled) { try await task.value }
        }
    }

    @Test func `fails what waits when it is closed`() async throws {
        try await withRedis { redis in
            let client = try redis.client()
            let blocked = client.dedicated(name: "blocked")
            let answer = Task { try await blocked.send(["BLPOP", "none", "0"], timeoutMS: 60_000) }
            try await eventually { try await client.send(["CLIENT", "LIST"]).text?.contains("cmd=blpop") == true }
            blocked.close()
            await #expect(throws: RedisError.closed) { try await answer.value }
            await #expect(throws: RedisError.closed) { try await blocked.send(["PING"]) }
        }
    }

    @Test func `refuses commands once its reactor was stopped`() async throws {
        let reactor = try ControlReactor(name: "test")
        let client = RedisClient(try RedisURL("unix:///tmp/no-such.sock"), on: reactor)
        reactor.stop()
        await #expect(throws: RedisError.closed) { try await client.send(["PING"]) }
    }
}
