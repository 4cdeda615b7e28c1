import RedisStore
import TestSupport
import Testing

@Suite struct `Redis subscriber` {
    @Test func `delivers messages in order, also after a loss`() async throws {
        try await withRedis { redis in
            let client = try redis.client()
            var options = RedisOptions()
            options.firstPauseMS = 10
            let subscriber = RedisSubscriber(try RedisURL(redis.url), channels: ["news"], options, on: redis.reactor)
            var messages = subscriber.messages.makeAsyncIterator()
            for round in 0..<3 {
                // Published until somebody hears it: a subscription takes effect at a moment of its own.
                try await eventually {
                    try await client.send(["PUBLISH", "news", RedisArgument("begin \(round)")]).integer == 1
                }
                _ = try await client.send(["PUBLISH", "news", RedisArgument("end \(round)")])
                #expect(await messages.next()?.payload == Array("begin \(round)".utf8))
                #expect(await messages.next()?.payload == Array("end \(round)".utf8))
                _ = try await client.send(["CLIENT", "KILL", "TYPE", "pubsub"])
            }
            subscriber.close()
            #expect(await messages.next() == nil)
        }
    }
}
