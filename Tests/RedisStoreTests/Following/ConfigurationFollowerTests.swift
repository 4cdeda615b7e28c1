import ProxyModel
import RedisStore
import TestSupport
import Testing

@Suite struct `Configuration follower` {
    @Test func `delivers the load and then every change in order`() async throws {
        try await withRedis { redis in
            let writer = RedisConfigurationStore(try redis.client())
            _ = try await writer.commit([.put(sampleProxy("a.example.com"))], expecting: 0)
            try await FollowerUnderTest.run(redis) { node in
                await node.follower.waitUntilLoaded()
                for revision: Revision in 1..<200 {
                    _ = try await writer.commit([.put(sampleProxy("h\(revision).example.com"))], expecting: revision)
                }
                await node.follower.waitUntilApplied(200)
                #expect(node.deliveries == [.snapshot(1, proxies: 1)] + (2...200).map { .change($0) })
                #expect(node.follower.snapshot?.proxies.count == 200)
                #expect(node.follower.state == .following)
                #expect(await node.follower.health().status == .healthy)
            }
        }
    }

    @Test func `makes a node's own write readable at once`() async throws {
        try await withRedis { redis in
            try await FollowerUnderTest.run(redis) { node in
                await node.follower.waitUntilLoaded()
                for revision: Revision in 0..<100 {
                    let host = "h\(revision).example.com"
                    let written = try await node.store.commit([.put(sampleProxy(host))], expecting: revision)
                    await node.follower.waitUntilApplied(written)
                    #expect(node.follower.snapshot?.proxies[host]?.revision == written)
                }
            }
        }
    }

    @Test func `waits for a server that is absent at the start`() async throws {
        let redis = try RedisServerFixture()
        try await FollowerUnderTest.run(redis) { node in
            try await eventually {
                if case .starting(let reason) = node.follower.state {
                    reason.contains("cannot be reached")
                } else {
                    false
                }
            }
            #expect(await node.follower.health().status == .unhealthy)
            try await redis.start()
            await node.follower.waitUntilLoaded()
            try await eventually { node.follower.state == .following }
        }
        await redis.stop()
    }

    @Test func `misses nothing while it is cut off`() async throws {
        var options = RedisServerFixture.Options()
        options.isDurable = true
        try await withRedis(options) { redis in
            let writer = RedisConfigurationStore(try redis.client())
            try await FollowerUnderTest.run(redis) { node in
                await node.follower.waitUntilLoaded()
                var revision = try await writer.commit([.put(sampleProxy("a.example.com"))], expecting: 0)
                await node.follower.waitUntilApplied(revision)
                for round in 0..<3 {
                    await redis.crash()
                    try await eventually {
                        if case .disconnected = node.follower.state { true } else { false }
                    }
                    #expect(node.follower.snapshot?.revision == revision)
                    #expect(await node.follower.health().status == .degraded)
                    try await redis.start()
                    for index in 0..<50 {
                        let changes = [Change.put(try sampleProxy("h\(round)-\(index).example.com"))]
                        try await eventually {
                            revision = try await writer.commit(changes, expecting: revision)
                            return true
                        }
                    }
                    await node.follower.waitUntilApplied(revision)
                }
                #expect(revision == 151)
                // No second full load: the stream was enough.
                #expect(node.deliveries == [.snapshot(0, proxies: 0)] + (1...151).map { .change($0) })
            }
        }
    }

    @Test func `loads anew when the stream was trimmed while it was away`() async throws {
        try await withRedis { redis in
            let writer = RedisConfigurationStore(try redis.client(), streamLength: 10)
            try await FollowerUnderTest.run(redis) { node in
                await node.follower.waitUntilLoaded()
                let changes = try (0..<3_000).map { Change.put(try sampleProxy("h\($0).example.com")) }
                let revision = try await writer.commit(changes, expecting: 0)
                await node.follower.waitUntilApplied(revision)
                #expect(node.deliveries == [.snapshot(0, proxies: 0), .snapshot(1, proxies: 3_000)])
            }
        }
    }

    @Test func `keeps serving when the server comes back empty`() async throws {
        try await withRedis { redis in
            try await FollowerUnderTest.run(redis) { node in
                await node.follower.waitUntilLoaded()
                let revision = try await node.store.commit([.put(sampleProxy("a.example.com"))], expecting: 0)
                await node.follower.waitUntilApplied(revision)
                await redis.crash()
                try await redis.start()
                try await eventually { node.follower.state == .diverged(storeRevision: 0) }
                #expect(node.follower.snapshot?.proxies.count == 1)
                let health = await node.follower.health()
                #expect(health.status == .degraded)
                #expect(health.detail?.contains("EMPTY") == true)
                await #expect(throws: StoreFailure.gap(current: 0)) { try await node.store.commit([], expecting: 1) }
            }
        }
    }

    @Test func `is not drawn along by a fresh node on the emptied server`() async throws {
        try await withRedis { redis in
            try await FollowerUnderTest.run(redis) { node in
                await node.follower.waitUntilLoaded()
                for revision: Revision in 0..<5 {
                    _ = try await node.store.commit(
                        [.put(sampleProxy("h\(revision).example.com"))], expecting: revision)
                }
                await node.follower.waitUntilApplied(5)
                _ = try await node.client.send(["FLUSHALL"])
                let fresh = RedisConfigurationStore(try redis.client())
                _ = try await fresh.commit([.put(sampleProxy("new.example.com"))], expecting: 0)
                try await eventually { node.follower.state == .diverged(storeRevision: 1) }
                #expect(node.follower.snapshot?.proxies.count == 5)
            }
        }
    }

    @Test func `brings its configuration back when told to`() async throws {
        try await withRedis { redis in
            try await FollowerUnderTest.run(redis) { node in
                try await FollowerUnderTest.run(redis) { second in
                    await node.follower.waitUntilLoaded()
                    let certificate = CertificateRecord(
                        name: "main", domains: ["a.example.com"], origin: .upload, keyType: "ecdsa", issuer: "CN=Test",
                        serial: "01", fingerprint: "sha256:" + String(repeating: "a", count: 64), notBefore: 1,
                        notAfter: 2, createdAt: 1)
                    let changes: [Change] = [
                        .put(try sampleProxy("a.example.com")),
                        .put(.certificate(certificate), sealedBundle: [1, 2, 3]),
                    ]
                    _ = try await node.store.commit(changes, expecting: 0)
                    await node.follower.waitUntilApplied(1)
                    await second.follower.waitUntilApplied(1)
                    #expect(try await node.follower.restore() == nil)
                    _ = try await node.client.send(["FLUSHALL"])
                    for each in [node, second] {
                        try await eventually { each.follower.state == .diverged(storeRevision: 0) }
                    }
                    let revision = try await node.follower.restore { $0 == "main" ? [1, 2, 3] : nil }
                    #expect(revision == 2)
                    for each in [node, second] {
                        await each.follower.waitUntilApplied(2)
                        try await eventually { each.follower.state == .following }
                        #expect(each.follower.snapshot?.proxies.count == 1)
                    }
                    #expect(try await second.store.sealedBundle("main") == [1, 2, 3])
                    #expect(try await second.store.commit([], expecting: 2) == 3)
                }
            }
        }
    }

    @Test func `keeps the last good configuration when the store's cannot be understood`() async throws {
        try await withRedis { redis in
            try await FollowerUnderTest.run(redis) { node in
                await node.follower.waitUntilLoaded()
                _ = try await node.store.commit([.put(sampleProxy("a.example.com"))], expecting: 0)
                await node.follower.waitUntilApplied(1)
                _ = try await node.client.send([
                    "XADD", RedisArgument(RedisKeys.changes), "2-0", "put:proxies:b.example.com", "rubbish",
                ])
                _ = try await node.client.send(["HSET", RedisArgument(RedisKeys.records(.proxies)), "b", "rubbish"])
                try await eventually {
                    if case .disconnected(let reason) = node.follower.state {
                        reason.contains("understood")
                    } else {
                        false
                    }
                }
                #expect(node.follower.snapshot?.revision == 1)
            }
        }
    }

    @Test func `ends a wait with its task`() async throws {
        try await withRedis { redis in
            try await FollowerUnderTest.run(redis) { node in
                await node.follower.waitUntilLoaded()
                let task = Task { await node.follower.waitUntilApplied(99) }
                task.cancel()
                #expect(await task.value == false)
            }
        }
    }
}
