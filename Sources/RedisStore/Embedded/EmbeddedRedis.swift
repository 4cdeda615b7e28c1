internal import Glibc
package import Logging
internal import Reactor
internal import ServiceLifecycle
internal import Synchronization

/// A redis-server of our own, on a Unix socket in the state folder, for when no `REDIS_URL` is set.
///
/// Contract: every write that it acknowledges is on the disk (append-only file, synced always). It is restarted when it ends,
/// and ended when `run` ends. A second proxyd on the same folder is refused.
package final class EmbeddedRedis: Service {
    private static let tailBytes = 2_048
    /// A server that ran for so long was fine; the next pause is the first again.
    private static let healthyRun = Duration.seconds(10)

    /// The server's address.
    package let url: RedisURL
    private let options: EmbeddedRedisOptions
    private let reactor: ControlReactor
    private let logger: Logger
    private let lock: Mutex<FolderLock?>
    private let program: String
    private let folder: String
    private let server = Mutex<ServerProcess?>(nil)

    /// Finds the program and takes the folder; nothing is started before `start` or `run`.
    ///
    /// Throws `EmbeddedRedisFailure`.
    package init(
        _ options: EmbeddedRedisOptions, on reactor: ControlReactor, logger: Logger
    ) throws(EmbeddedRedisFailure) {
        self.options = options
        self.reactor = reactor
        self.logger = logger
        guard let program = ProgramSearch.find(options.program) else { throw .programMissing(options.program) }
        self.program = program
        lock = Mutex(try FolderLock(options.folder))
        folder = try Self.absolute(options.folder)
        let socket = folder + "/redis.sock"
        guard let url = RedisURL(socket: socket) else { throw .socketPathTooLong(socket) }
        self.url = url
    }

    /// The server's process number; nil when it does not run.
    package var processIdentifier: Int32? { server.withLock { $0?.pid } }

    /// Ends what an earlier run left behind and starts the server; throws `EmbeddedRedisFailure`.
    package func start() async throws {
        try await endOrphan()
        try await spawn()
    }

    /// Keeps the server running until cancelled or shut down gracefully, then ends it and gives the folder back; once.
    package func run() async throws {
        if processIdentifier == nil { try await start() }
        await cancelWhenGracefulShutdown { await self.supervise() }
        await stop()
    }

    private func supervise() async {
        var pauses = RedisBackoff(first: options.firstPauseMS, cap: options.longestPauseMS)
        while !Task.isCancelled {
            let started = ContinuousClock.now
            let current = server.withLock { $0 }
            let exit = await current?.exitUnlessCancelled()
            if Task.isCancelled { return }
            if started.duration(to: .now) > Self.healthyRun { pauses.reset() }
            let pause = pauses.next(random: 1)
            let output = SmallFile.tail(folder + "/redis.log", Self.tailBytes) ?? ""
            logger.error(
                "the embedded redis-server ended\(exit.map { ": \($0)" } ?? ""); it is started again",
                metadata: ["pause_ms": "\(pause)", "output": "\(output)"])
            try? await Task.sleep(for: .milliseconds(pause))
            if Task.isCancelled { return }
            do {
                try await spawn()
            } catch {
                logger.error("\(error)")
            }
        }
    }

    private func stop() async {
        await server.withLock { $0 }?.terminate(killAfterMS: options.stopTimeoutMS)
        server.withLock { $0 = nil }
        lock.withLock { $0 = nil }
    }

    private func spawn() async throws(EmbeddedRedisFailure) {
        let arguments = [
            "--port", "0", "--unixsocket", folder + "/redis.sock", "--unixsocketperm", "700", "--dir", folder,
            "--pidfile", folder + "/redis.pid", "--daemonize", "no", "--databases", "1", "--loglevel", "warning",
            "--appendonly", "yes", "--appendfsync", "always", "--save", "",
        ]
        server.withLock { $0 = nil }
        do throws(SystemError) {
            let started = try await ServerProcess.start(program, arguments, log: folder + "/redis.log", on: reactor)
            server.withLock { $0 = started }
        } catch {
            throw .spawn(error)
        }
    }

    private func endOrphan() async throws {
        guard let orphan = OrphanedServer(folder: folder) else { return }
        logger.notice("ending the redis-server of an earlier run", metadata: ["pid": "\(orphan.pid)"])
        orphan.signal(SIGTERM)
        for signal in [SIGTERM, SIGKILL] {
            let deadline = ContinuousClock.now + .milliseconds(options.stopTimeoutMS)
            while orphan.isThere, ContinuousClock.now < deadline { try await Task.sleep(for: .milliseconds(20)) }
            guard orphan.isThere else { return }
            if signal == SIGTERM { orphan.signal(SIGKILL) }
        }
        throw EmbeddedRedisFailure.orphan(folder: folder, pid: orphan.pid)
    }

    private static func absolute(_ path: String) throws(EmbeddedRedisFailure) -> String {
        guard let real = unsafe realpath(path, nil) else { throw .folder(path, SystemError("realpath", errno)) }
        defer { unsafe free(real) }
        return unsafe String(cString: real)
    }
}
