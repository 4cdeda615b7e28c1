internal import Glibc
internal import Reactor
internal import RedisStore
internal import Synchronization

/// A real name server (BIND's `named`) in a temporary folder, on a loopback address and a port that the kernel chose.
///
/// Contract: ended by its process number in `stop`, which a test calls before it ends; `withNameServer` does. It is
/// authoritative for its zones alone.
package final class NameServerFixture: StartableServer {
    /// A zone that it is primary for.
    package struct Zone: Sendable {
        /// Who may change it.
        package enum Updates: Sendable {
            case nobody, signed, everybody
        }

        /// The apex, such as `example.test`.
        package var name: String
        /// Lines in the format of zone files, names relative to the apex; SOA and NS records are there already.
        package var records: [String]
        /// Who may change it.
        package var updates: Updates

        /// Makes a zone that takes signed updates.
        package init(_ name: String, _ records: [String] = [], updates: Updates = .signed) {
            self.name = name
            self.records = records
            self.updates = updates
        }
    }

    /// How the server is set up.
    package struct Options: Sendable {
        /// The zones.
        package var zones: [Zone]
        /// The address of the loopback interface that it listens on, `127.0.0.1` or `::1`.
        package var address = "127.0.0.1"
        /// nil = a port that is free.
        package var port: UInt16?
        /// The addresses of the servers that each zone names as its own (`ns1`, `ns2`, …).
        package var nameServers = ["127.0.0.1"]
        /// Whether aliases are followed from one zone into another, as resolvers do.
        package var isResolver = false
        /// Lines in the format of `named.conf`, inside of `options`.
        package var directives: [String] = []

        /// Makes options.
        package init(_ zones: [Zone]) { self.zones = zones }
    }

    /// The server did not start.
    package struct Failure: Error {
        /// What the server said.
        package let log: String
    }

    /// The name of the key for updates.
    package let keyName = "update-key"
    /// The key in base64, for hmac-sha256.
    package let keySecret: String
    /// The address that it listens on.
    package var address: String { options.address }
    /// The port, for datagrams and streams alike; 0 before `start`.
    package var port: UInt16 { state.withLock { $0.port } }
    /// Address and port.
    package var endpoint: String { address.contains(":") ? "[\(address)]:\(port)" : "\(address):\(port)" }

    private struct State {
        var port: UInt16 = 0
        var process: ServerProcess?
    }

    private let options: Options
    private let folder: TemporaryFolder
    private let reactor: ControlReactor
    private let state = Mutex(State())

    /// Makes the folder; nothing is started.
    package init(_ options: Options) throws {
        self.options = options
        folder = try TemporaryFolder()
        reactor = try ControlReactor(name: "test-named")
        var alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".utf8)
        alphabet.shuffle()
        // 43 characters and a filler are 32 bytes; the last one must leave its low bits unset.
        keySecret = String(decoding: alphabet.prefix(42) + [UInt8(ascii: "A"), UInt8(ascii: "=")], as: UTF8.self)
    }

    /// Starts the server and waits until it serves all zones.
    package func start() async throws {
        for zone in options.zones { try folder.write(Array(file(of: zone).utf8), to: zone.name + ".zone") }
        var log = ""
        for _ in 0..<5 {
            let port = try options.port ?? LoopbackPort.take()
            try folder.write(Array(configuration(port).utf8), to: "named.conf")
            let process = try await ServerProcess.start(
                "/usr/sbin/named", ["-g", "-c", folder.path("named.conf")], log: folder.path("named.log"), on: reactor)
            state.withLock { $0 = State(port: port, process: process) }
            let answer = try await waitUntilReady(process)
            if answer.isReady { return }
            log = answer.log
            await process.terminate(killAfterMS: 1_000)
            // Another program took the port for datagrams, which cannot be asked for beforehand.
            guard options.port == nil, log.contains("address in use") else { break }
        }
        throw Failure(log: log)
    }

    /// Stops the server's answers without ending it, until `thaw`; returns when no thread of it runs any more.
    package func freeze() {
        guard let process = state.withLock({ $0.process }) else { return }
        kill(process.pid, SIGSTOP)
        while true {
            let states = Self.threadStates(process.pid)
            if !states.isEmpty, states.allSatisfy({ $0 == UInt8(ascii: "T") }) { return }
            guard kill(process.pid, 0) == 0 else { return }
            usleep(1_000)
        }
    }

    /// Undoes `freeze`.
    package func thaw() { state.withLock { $0.process }.map { _ = kill($0.pid, SIGCONT) } }

    /// Ends the server and its thread.
    package func stop() async {
        thaw()
        await state.withLock { $0.process }?.terminate(killAfterMS: 5_000)
        state.withLock { $0.process = nil }
        reactor.stop()
    }

    /// The states of a process's threads (proc(5)); empty when it is gone.
    private static func threadStates(_ pid: Int32) -> [UInt8] {
        guard let folder = unsafe opendir("/proc/\(pid)/task") else { return [] }
        defer { unsafe closedir(folder) }
        var states: [UInt8] = []
        while let entry = unsafe readdir(folder) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name.0) { unsafe String(cString: $0) }
            let file = unsafe open("/proc/\(pid)/task/\(name)/stat", O_RDONLY | O_CLOEXEC)
            guard file >= 0 else { continue }
            defer { close(file) }
            var bytes = [UInt8](repeating: 0, count: 512)
            let count = unsafe read(file, &bytes, bytes.count)
            let text = bytes.prefix(max(count, 0))
            if let end = text.lastIndex(of: UInt8(ascii: ")")), end + 2 < text.endIndex { states.append(text[end + 2]) }
        }
        return states
    }

    private func waitUntilReady(_ process: ServerProcess) async throws -> (log: String, isReady: Bool) {
        let deadline = ContinuousClock.now + .seconds(15)
        while true {
            let log = String(decoding: (try? folder.read("named.log")) ?? [], as: UTF8.self)
            if log.contains("address in use") { return (log, false) }
            if log.contains(" all zones loaded"), log.contains(" running") { return (log, true) }
            guard ContinuousClock.now < deadline, kill(process.pid, 0) == 0 else { return (log, false) }
            try await Task.sleep(for: .milliseconds(10))
        }
    }

    /// Without `reuseport no` a second server could listen on the same port, and each would get half of the questions.
    private func configuration(_ port: UInt16) -> String {
        var text = """
            key "\(keyName)" { algorithm hmac-sha256; secret "\(keySecret)"; };
            controls { };
            options {
                directory "\(folder.path(""))"; pid-file none; session-keyfile none;
                reuseport no; listen-on port \(port) { \(address.contains(":") ? "none" : address); };
                listen-on-v6 port \(port) { \(address.contains(":") ? address : "none"); };
                recursion \(options.isResolver ? "yes" : "no"); dnssec-validation no; empty-zones-enable no; notify no; allow-query { any; };
                \(options.directives.joined(separator: "\n    "))
            };

            """
        for zone in options.zones {
            let updates =
                switch zone.updates {
                case .nobody: "none;"
                case .signed: "key \"\(keyName)\";"
                case .everybody: "any;"
                }
            text += """
                zone "\(zone.name)" { type primary; file "\(zone.name).zone"; allow-update { \(updates) }; };

                """
        }
        return text
    }

    private func file(of zone: Zone) -> String {
        var lines = ["$ORIGIN \(zone.name).", "$TTL 1", "@ SOA ns1 hostmaster 1 3600 600 86400 1"]
        for (index, address) in options.nameServers.enumerated() {
            lines += ["@ NS ns\(index + 1)", "ns\(index + 1) \(address.contains(":") ? "AAAA" : "A") \(address)"]
        }
        return (lines + zone.records).joined(separator: "\n") + "\n"
    }
}

/// Runs `body` with a started server of these zones, and ends the server afterwards.
package func withNameServer<Value>(
    _ options: NameServerFixture.Options, _ body: (NameServerFixture) async throws -> Value
) async throws -> Value {
    try await NameServerFixture(options).whileRunning(body)
}
