import Glibc
import Logging
import ProxyModel
import RedisStore
import TestSupport
import Testing

@Suite struct `Embedded Redis` {
    private let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    /// Runs `body` with a fresh state folder and a control reactor.
    private func withFolder(_ body: (EmbeddedRedisOptions, ControlReactor) async throws -> Void) async throws {
        var template = Array("/tmp/proxyd-state-XXXXXX".utf8CString)
        _ = unsafe mkdtemp(&template)
        let folder = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        defer { RedisServerFixture.remove(folder) }
        let reactor = try ControlReactor(name: "test-embedded")
        var options = EmbeddedRedisOptions(stateDirectory: folder)
        options.firstPauseMS = 20
        options.longestPauseMS = 100
        do {
            try await body(options, reactor)
            reactor.stop()
        } catch {
            reactor.stop()
            throw error
        }
    }

    /// Runs `body` beside the supervised server, and ends both.
    private func run(
        _ options: EmbeddedRedisOptions, _ reactor: ControlReactor,
        _ body: (EmbeddedRedis, RedisClient) async throws -> Void
    ) async throws {
        let redis = try EmbeddedRedis(options, on: reactor, logger: logger)
        try await redis.start()
        var clientOptions = RedisOptions()
        clientOptions.firstPauseMS = 10
        clientOptions.longestPauseMS = 50
        let client = RedisClient(redis.url, clientOptions, on: reactor)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await redis.run() }
            try await eventually { try await client.send(["PING"]).text == "PONG" }
            try await body(redis, client)
            client.close()
            group.cancelAll()
            try await group.waitForAll()
        }
        #expect(redis.processIdentifier == nil)
    }

    @Test func `keeps what was written over a restart`() async throws {
        try await withFolder { options, reactor in
            try await run(options, reactor) { _, client in
                _ = try await client.send(["SET", "key", "value"])
                #expect(try await client.send(["CONFIG", "GET", "port"]).elements?.last?.text == "0")
            }
            try await run(options, reactor) { _, client in
                let reply = try await client.send(["GET", "key"])
                #expect(reply.text == "value")
            }
        }
    }

    @Test func `keeps every acknowledged commit when it is killed again and again`() async throws {
        try await withFolder { options, reactor in
            try await run(options, reactor) { redis, client in
                let store = RedisConfigurationStore(client)
                var acknowledged: [String] = []
                var revision: Revision = 0
                var kills = 0
                while acknowledged.count < 500 {
                    if acknowledged.count > kills * 25, let pid = redis.processIdentifier {
                        kill(pid, SIGKILL)
                        kills += 1
                    }
                    let host = "h\(acknowledged.count).example.com"
                    do throws(StoreFailure) {
                        guard let record = try? sampleProxy(host) else { break }
                        revision = try await store.commit([.put(record)], expecting: revision)
                        acknowledged.append(host)
                    } catch {
                        if case .revisionMismatch(let current) = error { revision = current }
                        try await Task.sleep(for: .milliseconds(2))
                    }
                }
                if let pid = redis.processIdentifier { kill(pid, SIGKILL) }
                try await eventually { try await store.load().proxies.count >= 500 }
                let found = try await store.load().proxies
                #expect(acknowledged.filter { found[$0] == nil } == [])
                store.close()
            }
        }
    }

    @Test func `starts the server again when it ends`() async throws {
        try await withFolder { options, reactor in
            try await run(options, reactor) { redis, client in
                let first = try #require(redis.processIdentifier)
                kill(first, SIGKILL)
                try await eventually { redis.processIdentifier.map { $0 != first } ?? false }
                try await eventually { try await client.send(["PING"]).text == "PONG" }
            }
        }
    }

    @Test func `refuses a folder that another one uses`() async throws {
        try await withFolder { options, reactor in
            try await run(options, reactor) { _, _ in
                let failure = #expect(throws: EmbeddedRedisFailure.self) {
                    try EmbeddedRedis(options, on: reactor, logger: logger)
                }
                #expect(failure == .locked(folder: options.folder, pid: getpid()))
                let text = failure?.description ?? ""
                #expect(text.contains(options.folder) && text.contains("STATE_DIR"), "\(text)")
            }
            _ = try EmbeddedRedis(options, on: reactor, logger: logger)
        }
    }

    @Test func `says which package is missing`() async throws {
        try await withFolder { options, reactor in
            var options = options
            options.program = "no-such-redis-server"
            let failure = #expect(throws: EmbeddedRedisFailure.programMissing("no-such-redis-server")) {
                try EmbeddedRedis(options, on: reactor, logger: logger)
            }
            #expect(failure?.description.contains("apt-get install redis-server") == true)
        }
    }

    @Test func `names a folder that cannot be made`() async throws {
        try await withFolder { options, reactor in
            var options = options
            options.folder = "/proc/nowhere/redis"
            let failure = #expect(throws: EmbeddedRedisFailure.self) {
                try EmbeddedRedis(options, on: reactor, logger: logger)
            }
            #expect(failure?.description.contains("STATE_DIR") == true, "\(failure.debugDescription)")
        }
    }

    @Test func `ends the server of an earlier run that was killed`() async throws {
        try await withFolder { options, reactor in
            var orphan: ServerProcess?
            try await run(options, reactor) { _, _ in }
            let arguments = [
                "--port", "0", "--unixsocket", options.folder + "/redis.sock", "--dir", options.folder,
                "--pidfile", options.folder + "/redis.pid", "--daemonize", "no", "--appendonly", "yes",
            ]
            orphan = try await ServerProcess.start(
                "/usr/bin/redis-server", arguments, log: options.folder + "/orphan.log", on: reactor)
            let client = RedisClient(try RedisURL("unix://\(options.folder)/redis.sock"), on: reactor)
            try await eventually { try await client.send(["SET", "left", "behind"]).text == "OK" }
            client.close()
            try await run(options, reactor) { redis, client in
                #expect(redis.processIdentifier != orphan?.pid)
                let reply = try await client.send(["GET", "left"])
                #expect(reply.text == "behind")
            }
            #expect(await orphan?.exitUnlessCancelled() == .code(0))
        }
    }

    @Test func `does no harm to a process that has got the number of an earlier server`() async throws {
        try await withFolder { options, reactor in
            try await run(options, reactor) { _, _ in }
            let bystander = try await ServerProcess.start(
                "/bin/sleep", ["600"], log: options.folder + "/sleep.log", on: reactor)
            guard let file = unsafe fopen(options.folder + "/redis.pid", "w") else { return #expect(Bool(false)) }
            unsafe fputs("\(bystander.pid)\n", file)
            unsafe fclose(file)
            try await run(options, reactor) { _, _ in #expect(kill(bystander.pid, 0) == 0) }
            #expect(await bystander.terminate(killAfterMS: 1_000) == .signal(SIGTERM))
        }
    }

    @Test func `survives that its owner is killed, and keeps what was acknowledged`() async throws {
        try await withFolder { options, reactor in
            await #expect(processExitsWith: .signal(SIGKILL)) { [folder = options.folder as String] in
                let reactor = try ControlReactor(name: "owner")
                var options = EmbeddedRedisOptions(stateDirectory: "")
                options.folder = folder
                let redis = try EmbeddedRedis(
                    options, on: reactor, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
                try await redis.start()
                let client = RedisClient(redis.url, on: reactor)
                try await eventually { try await client.send(["SET", "last", "words"]).text == "OK" }
                kill(getpid(), SIGKILL)
            }
            try await run(options, reactor) { _, client in
                let reply = try await client.send(["GET", "last"])
                #expect(reply.text == "words")
            }
        }
    }
}
