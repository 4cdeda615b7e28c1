import RedisStore
import TestSupport
import Testing

@Suite struct `Redis sign-in` {
    @Test func `authenticates by password and selects the database`() async throws {
        var options = RedisServerFixture.Options()
        options.password = "s3cret"
        try await withRedis(options) { redis in
            let second = try redis.client(redis.url + "?db=2")
            _ = try await second.send(["SET", "where", "two"])
            let first = try redis.client()
            #expect(try await first.send(["GET", "where"]) == .null)
            #expect(try await second.send(["CLIENT", "GETNAME"]).text == "proxyd")
        }
    }

    @Test func `says what to do when the password is missing or wrong`() async throws {
        var options = RedisServerFixture.Options()
        options.password = "s3cret"
        try await withRedis(options) { redis in
            let without = RedisClient(try RedisURL(redis.url), on: redis.reactor)
            let wrong = RedisClient(try RedisURL("unix://:wrong@\(redis.socket)"), on: redis.reactor)
            for (client, word) in [(without, "REDIS_PASSWORD"), (wrong, "refused the user name or password")] {
                let error = await #expect(throws: RedisError.self) { try await client.send(["PING"]) }
                #expect(error?.description.contains(word) == true, "\(error?.description ?? "")")
                #expect(error?.mayHaveExecuted == false)
            }
        }
    }

    @Test func `signs in as a user of the access-control list`() async throws {
        try await withRedis { redis in
            let admin = try redis.client()
            _ = try await admin.send(["ACL", "SETUSER", "node", "on", ">pw", "~own:*", "+@read", "+@write", "+ping"])
            let node = try redis.client("unix://node:pw@\(redis.socket)")
            _ = try await node.send(["SET", "own:x", "1"])
            await #expect(throws: RedisError.server(RedisServerError("NOPERM"))) {
                try await node.send(["SET", "other", "1"])
            }
        }
    }

    @Test func `speaks over TCP to a name`() async throws {
        var options = RedisServerFixture.Options()
        let port = try RedisServerFixture.freePort()
        options.port = port
        try await withRedis(options) { redis in
            for host in ["localhost", "127.0.0.1"] {
                let client = try redis.client("redis://\(host):\(port)")
                #expect(try await client.send(["PING"]).text == "PONG")
            }
        }
    }

    @Test func `names the address that refuses the connection`() async throws {
        try await withRedis { redis in
            let port = try RedisServerFixture.freePort()
            let client = try redis.client("redis://127.0.0.1:\(port)")
            let error = await #expect(throws: RedisError.self) { try await client.send(["PING"]) }
            #expect(error?.description.contains("127.0.0.1:\(port)") == true, "\(error?.description ?? "")")
            #expect(error?.description.contains("refused") == true)
        }
    }
}
