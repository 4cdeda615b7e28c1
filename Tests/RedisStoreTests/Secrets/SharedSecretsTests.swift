import Logging
import ProxyModel
import RedisStore
import TestSupport
import Testing

@Suite struct `Shared secrets` {
    private let sealer: AESGCMSealer

    init() throws { sealer = AESGCMSealer(try #require(SealingKey(secret: Array("a secret for the tests".utf8)))) }

    @Test func `lets one of many nodes win and the others adopt`() async throws {
        try await withRedis { redis in
            try await FollowerUnderTest.run(redis) { one in
                try await FollowerUnderTest.run(redis) { two in
                    let nodes = [one, two].map { SharedSecrets($0.store, $0.follower, sealer) }
                    let values = try await withThrowingTaskGroup(of: [UInt8].self) { group in
                        for index in 0..<10 {
                            group.addTask {
                                try await nodes[index % 2].secret("local-ca", orCreate: { [UInt8(index)] })
                            }
                        }
                        return try await group.reduce(into: Set<[UInt8]>()) { $0.insert($1) }
                    }
                    #expect(values.count == 1)
                    #expect(try await one.store.load().revision == 1)
                }
            }
        }
    }

    @Test func `keeps a secret sealed in the store`() async throws {
        try await withRedis { redis in
            try await FollowerUnderTest.run(redis) { node in
                let secrets = SharedSecrets(node.store, node.follower, sealer)
                let plain = Array("a plain text that must not be found".utf8)
                _ = try await secrets.secret("local-ca", orCreate: { plain })
                #expect(try secrets.secret("local-ca") == plain)
                #expect(try secrets.secret("none") == nil)
                let stored = try await node.client.send(["HGET", RedisArgument(RedisKeys.records(.sealed)), "local-ca"])
                #expect(try #require(stored.text).contains("plain text") == false)
            }
        }
    }

    @Test func `refuses to replace a secret that it cannot open`() async throws {
        try await withRedis { redis in
            try await FollowerUnderTest.run(redis) { node in
                let secrets = SharedSecrets(node.store, node.follower, sealer)
                _ = try await secrets.secret("local-ca", orCreate: { [1] })
                let other = AESGCMSealer(try #require(SealingKey(secret: Array("quite another secret".utf8))))
                let strangers = SharedSecrets(node.store, node.follower, other)
                let failure = await #expect(throws: SharedSecretFailure.self) {
                    try await strangers.secret("local-ca", orCreate: { [2] })
                }
                #expect(failure?.description.contains("SECRET_KEY") == true)
            }
        }
    }

    @Test func `gives all nodes the same ticket keys`() async throws {
        try await withRedis { redis in
            try await FollowerUnderTest.run(redis) { one in
                try await FollowerUnderTest.run(redis) { two in
                    let services = [one, two].map {
                        TicketKeyService(
                            SharedSecrets($0.store, $0.follower, sealer),
                            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, deliver: { _ in })
                    }
                    async let first = services[0].rotate()
                    async let second = services[1].rotate()
                    let rings = try await (first, second)
                    #expect(rings.0 == rings.1)
                    #expect(rings.0.ticketKeys != nil)
                }
            }
        }
    }
}
