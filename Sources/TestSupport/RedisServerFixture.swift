internal import Glibc
internal import Reactor
package import RedisStore
internal import Synchronization

/// A real redis-server in a temporary folder, on a Unix socket and, if asked, on a TCP or TLS port that the kernel chose.
///
/// Contract: ended by its process number in `stop`, which a test calls before it ends; `withRedis` does.
package final class RedisServerFixture: Sendable {
    /// How the server is set up.
    package struct Options: Sendable {
        /// What clients must sign in with; nil = nothing.
        package var password: String?
        /// Lines as in `redis.conf`, each split into words.
        package var directives: [[String]] = []
        /// A port to listen at besides the Unix socket; nil = none.
        package var port: UInt16?
        /// Paths of PEM files (authorities, chain, key); with it the port speaks TLS.
        package var tls: (authorities: String, chain: String, key: String)?
        /// Whether what was written survives `kill` and `start`.
        package var isDurable = false

        /// A Unix socket only, without password, forgetting everything when it ends.
        package init() {}
    }

    /// The server did not start.
    package struct Failure: Error {
        /// What the server said before it ended.
        package let log: String
    }

    /// The folder with the socket, for other files of the test too.
    package let folder: String
    /// The thread that clients of the test may use as well.
    package let reactor: ControlReactor
    private let options: Options
    private let process = Mutex<ServerProcess?>(nil)

    /// Makes the folder; nothing is started.
    package init(_ options: Options = Options()) throws {
        var template = Array("/tmp/proxyd-redis-XXXXXX".utf8CString)
        guard unsafe mkdtemp(&template) != nil else { throw SystemError("mkdtemp", errno) }
        folder = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        self.options = options
        reactor = try ControlReactor(name: "test-redis")
    }

    /// The path of the socket.
    package var socket: String { folder + "/redis.sock" }

    /// The server's URL on its Unix socket, without password.
    package var url: String { "unix://\(socket)" }

    /// A client on the socket, with short pauses between attempts to connect.
    package func client(_ change: (inout RedisOptions) -> Void = { _ in }) throws -> RedisClient {
        try client(url, change)
    }

    /// A client of another URL.
    package func client(_ url: String, _ change: (inout RedisOptions) -> Void = { _ in }) throws -> RedisClient {
        var options = RedisOptions()
        options.firstPauseMS = 10
        options.longestPauseMS = 100
        options.commandTimeoutMS = 10_000
        change(&options)
        return RedisClient(try RedisURL(url, password: self.options.password), options, on: reactor)
    }

    /// Starts the server, again if it was ended, and waits until it answers.
    package func start() async throws {
        var arguments = [
            "--unixsocket", socket, "--unixsocketperm", "700", "--dir", folder, "--daemonize", "no", "--save", "",
            "--appendonly", options.isDurable ? "yes" : "no", "--appendfsync", "always",
        ]
        if let password = options.password { arguments += ["--requirepass", password] }
        if let tls = options.tls {
            arguments += ["--port", "0", "--tls-port", String(options.port ?? 0), "--tls-auth-clients", "no"]
            arguments += [
                "--tls-ca-cert-file", tls.authorities, "--tls-cert-file", tls.chain, "--tls-key-file", tls.key,
            ]
        } else {
            arguments += ["--port", String(options.port ?? 0)]
        }
        for directive in options.directives { arguments += ["--" + directive[0]] + directive.dropFirst() }
        let log = folder + "/redis.log"
        let started = try await ServerProcess.start("/usr/bin/redis-server", arguments, log: log, on: reactor)
        process.withLock { $0 = started }
        let client = try client()
        defer { client.close() }
        let deadline = ContinuousClock.now + .seconds(15)
        while true {
            do {
                _ = try await client.send(["PING"])
                return
            } catch {
                guard ContinuousClock.now < deadline, kill(started.pid, 0) == 0 else {
                    throw Failure(log: "\(error)")
                }
                try await Task.sleep(for: .milliseconds(10))
            }
        }
    }

    /// Ends the server without warning, as a power cut would.
    package func crash() async {
        guard let running = process.withLock({ $0 }) else { return }
        kill(running.pid, SIGKILL)
        await running.terminate(killAfterMS: 0)
        process.withLock { $0 = nil }
    }

    /// Stops the server's answers without ending it, until `thaw`.
    package func freeze() { process.withLock { $0 }.map { _ = kill($0.pid, SIGSTOP) } }

    /// Undoes `freeze`.
    package func thaw() { process.withLock { $0 }.map { _ = kill($0.pid, SIGCONT) } }

    /// Ends the server and removes the folder.
    package func stop() async {
        await process.withLock { $0 }?.terminate(killAfterMS: 5_000)
        process.withLock { $0 = nil }
        Self.remove(folder)
        reactor.stop()
    }

    /// Removes a folder with all that is in it.
    package static func remove(_ path: String) {
        if let folder = unsafe opendir(path) {
            while let entry = unsafe readdir(folder) {
                let name = unsafe withUnsafePointer(to: &entry.pointee.d_name.0) { unsafe String(cString: $0) }
                if name != ".", name != ".." { remove(path + "/" + name) }
            }
            unsafe closedir(folder)
            unsafe rmdir(path)
        } else {
            unsafe unlink(path)
        }
    }

    /// A port that nothing listens on at the moment.
    package static func freePort() throws -> UInt16 {
        guard let loopback = IPAddress("127.0.0.1") else { return 0 }
        let descriptor = try Socket.listen(.ip(loopback, port: 0), Socket.ListenOptions())
        defer { Socket.close(descriptor) }
        return Socket.localAddress(descriptor)?.port ?? 0
    }
}

/// Runs `body` with a started server, and ends the server afterwards.
package func withRedis<Value>(
    _ options: RedisServerFixture.Options = RedisServerFixture.Options(),
    _ body: (RedisServerFixture) async throws -> Value
) async throws -> Value {
    let fixture = try RedisServerFixture(options)
    do {
        try await fixture.start()
        let value = try await body(fixture)
        await fixture.stop()
        return value
    } catch {
        await fixture.stop()
        throw error
    }
}
