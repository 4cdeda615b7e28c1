import ProxyModel
import RedisStore
import TestSupport
import Testing

@Suite struct `Revocations` {
    private static let far: Int64 = 4_000_000_000

    private static func token(_ id: String, expiresAt: Int64 = far) -> Revocation {
        Revocation(.token(id), issuedUntil: 1_700_000_000, expiresAt: expiresAt)
    }

    @Test func `reach other nodes well within a second`() async throws {
        try await withRedis { redis in
            try await RevocationNode.run(redis) { first in
                try await RevocationNode.run(redis) { second in
                    let publisher = RedisRevocations(first.client)
                    try await publisher.publish([Self.token("warm-up")])
                    try await eventually { second.revocations.count == 1 && first.revocations.count == 1 }
                    for number in 0..<20 {
                        let revocation = Self.token("t\(number)")
                        let start = ContinuousClock.now
                        try await publisher.publish([revocation])
                        try await eventually { second.heard(revocation) != nil && first.heard(revocation) != nil }
                        let time = try #require(second.heard(revocation)).duration(to: start) * -1
                        #expect(time < .milliseconds(500))
                    }
                }
            }
        }
    }

    @Test func `of every kind arrive as they were published`() async throws {
        let every: [Revocation] = [
            .init(.token("j"), issuedUntil: 1, expiresAt: Self.far),
            .init(.grant("g"), issuedUntil: 2, expiresAt: Self.far),
            .init(.user("local:a\"ü\n"), issuedUntil: 3, expiresAt: Self.far),
            .init(.client("https://c.example/x"), issuedUntil: 4, expiresAt: Self.far),
            .init(.userAndClient(user: "u", client: "c"), issuedUntil: 5, expiresAt: Self.far),
        ]
        try await withRedis { redis in
            try await RevocationNode.run(redis) { node in
                try await RedisRevocations(node.client).publish(every)
                try await eventually { node.revocations == Set(every) }
            }
        }
    }

    @Test func `in force are told to a node that starts, those past their end are not`() async throws {
        try await withRedis { redis in
            let client = try redis.client()
            try await RedisRevocations(client).publish([Self.token("old", expiresAt: 1), Self.token("a")])
            try await RedisRevocations(client).publish([Self.token("b")])
            try await RevocationNode.run(redis) { node in
                try await eventually { node.revocations == [Self.token("a"), Self.token("b")] }
            }
        }
    }

    @Test func `that make no sense do not keep the others from a node that starts`() async throws {
        try await withRedis { redis in
            let client = try redis.client()
            try await RedisRevocations(client).publish([Self.token("a")])
            _ = try await client.send(["ZADD", RedisArgument(RedisKeys.revocations), "4000000000", "{\"v\":9}"])
            try await RevocationNode.run(redis) { node in
                try await eventually { node.revocations == [Self.token("a")] }
            }
        }
    }

    @Test func `that were published while a node was cut off are told when it is back`() async throws {
        var options = RedisServerFixture.Options()
        options.isDurable = true
        try await withRedis(options) { redis in
            try await RevocationNode.run(redis) { node in
                try await RedisRevocations(node.client).publish([Self.token("a")])
                try await eventually { node.revocations.count == 1 }
                await redis.crash()
                await #expect(throws: StoreFailure.self) {
                    try await RedisRevocations(node.client).publish([Self.token("lost")])
                }
                try await redis.start()
                try await eventually {
                    try await RedisRevocations(node.client).publish([Self.token("b")])
                    return true
                }
                try await eventually { node.revocations.isSuperset(of: [Self.token("a"), Self.token("b")]) }
            }
        }
    }

    @Test func `go on after the store was emptied`() async throws {
        try await withRedis { redis in
            try await RevocationNode.run(redis) { node in
                for number in 0..<5 { try await RedisRevocations(node.client).publish([Self.token("\(number)")]) }
                try await eventually { node.revocations.count == 5 }
                _ = try await node.client.send(["FLUSHALL"])
                try await RedisRevocations(node.client).publish([Self.token("new")])
                try await eventually { node.revocations.contains(Self.token("new")) }
            }
        }
    }

    @Test func `are read from the set when the news do not reach back`() async throws {
        try await withRedis { redis in
            try await RevocationNode.run(redis) { node in
                try await RedisRevocations(node.client).publish([Self.token("a")])
                try await eventually { node.revocations.count == 1 }
                // The news of "b" are cut off before they can be read, as after a long absence.
                _ = try await node.client.pipeline([
                    ["MULTI"],
                    [
                        "ZADD", RedisArgument(RedisKeys.revocations), "4000000000",
                        #"{"v":1,"token":"b","until":1700000000,"expires":4000000000}"#,
                    ],
                    [
                        "XADD", RedisArgument(RedisKeys.revocationNews), "5-0", "revocation",
                        #"{"v":1,"token":"c","until":1700000000,"expires":4000000000}"#,
                    ],
                    ["EXEC"],
                ])
                try await eventually { node.revocations.contains(Self.token("b")) }
            }
        }
    }

    @Test func `are published in any number`() async throws {
        try await withRedis { redis in
            try await RevocationNode.run(redis) { node in
                let many = (0..<2_500).map { Self.token("t\($0)") }
                try await RedisRevocations(node.client).publish(many)
                try await RedisRevocations(node.client).publish([])
                try await eventually { node.revocations == Set(many) }
            }
        }
    }
}
