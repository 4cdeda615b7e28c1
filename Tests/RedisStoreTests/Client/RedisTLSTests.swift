import RedisStore
import TestSupport
import Testing

@Suite struct `Redis over TLS` {
    /// Runs a server whose certificate is for `localhost`, issued by an authority of the test's own.
    private func withServer(
        _ body: (RedisServerFixture, UInt16, _ authority: [UInt8]) async throws -> Void
    ) async throws {
        let folder = try TemporaryFolder()
        let authority = try TestCertificate.authority()
        let certificate = try TestCertificate.make(["localhost"], issuer: authority)
        try folder.write(authority.chain, to: "ca.pem")
        try folder.write(certificate.chain, to: "chain.pem")
        try folder.write(certificate.key, to: "key.pem")
        let port = try RedisServerFixture.freePort()
        var options = RedisServerFixture.Options()
        options.port = port
        options.tls = (folder.path("ca.pem"), folder.path("chain.pem"), folder.path("key.pem"))
        try await withRedis(options) { try await body($0, port, authority.chain) }
    }

    @Test func `carries large values through a verified connection`() async throws {
        try await withServer { redis, port, authority in
            let client = try redis.client("rediss://localhost:\(port)") { $0.authoritiesPEM = authority }
            let value = (0..<2_000_000).map { UInt8(truncatingIfNeeded: $0 &* 13) }
            _ = try await client.send(["SET", "big", RedisArgument(value)])
            #expect(try await client.send(["GET", "big"]).bytes == value)
        }
    }

    @Test func `refuses a certificate of an unknown authority`() async throws {
        try await withServer { redis, port, _ in
            let client = try redis.client("rediss://localhost:\(port)")
            let error = await #expect(throws: RedisError.self) { try await client.send(["PING"]) }
            #expect(error?.description.contains("certificate") == true, "\(error?.description ?? "")")
        }
    }

    @Test func `refuses a certificate for another name`() async throws {
        try await withServer { redis, port, authority in
            let client = try redis.client("rediss://127.0.0.1:\(port)") { $0.authoritiesPEM = authority }
            let error = await #expect(throws: RedisError.self) { try await client.send(["PING"]) }
            #expect(error?.description.contains("certificate") == true, "\(error?.description ?? "")")
        }
    }

    @Test func `says so when the server does not speak TLS`() async throws {
        let port = try RedisServerFixture.freePort()
        var options = RedisServerFixture.Options()
        options.port = port
        try await withRedis(options) { redis in
            let client = try redis.client("rediss://localhost:\(port)") { $0.connectTimeoutMS = 500 }
            let error = await #expect(throws: RedisError.self) { try await client.send(["PING"]) }
            #expect(error != nil)
        }
    }
}
