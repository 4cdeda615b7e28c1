internal import Egress
internal import Glibc
internal import ProxyModel
internal import Reactor
internal import RedisStore
internal import Synchronization

/// A real Docker Engine with a socket, a data root and networks of its own.
///
/// Contract: it is ended by its process number in `stop`, with all of its containers, and its folder is removed. It has no
/// bridge until a test makes a network, and leaves the host's packet filter alone, so several can run at a time. One image
/// is there: `DockerEngine.image`, a static busybox.
package final class DockerEngine: Sendable {
    /// The engine did not start.
    package struct Failure: Error, CustomStringConvertible {
        /// What it said last.
        package let description: String
    }

    /// The name of the image that is there.
    package static let image = "busybox:test"

    /// Path of the socket.
    package let socket: String
    /// What `DOCKER_HOST` is for it.
    package var host: String { "unix://\(socket)" }
    /// A folder for files of the tests, which goes with the engine.
    package let folder: String
    /// What `DOCKER_HOST` is for its port with TLS, on loopback.
    package let tlsHost: String
    /// A folder with `ca.pem`, `cert.pem` and `key.pem` for clients of that port.
    package var certificateFolder: String { folder + "/certificates" }
    private let reactor: ControlReactor
    private let process = Mutex<ServerProcess?>(nil)
    private let isCrashed = Mutex(false)

    /// A started engine, with so many bytes for all that it keeps; nil, with the reason printed, where none can run.
    package static func started(dataBytes: Int? = nil) async -> DockerEngine? {
        if let obstacle {
            print("Tests with a Docker Engine are skipped: \(obstacle)")
            return nil
        }
        do {
            let engine = try DockerEngine()
            do {
                if let dataBytes { try await engine.limitData(to: dataBytes) }
                try await engine.start()
                return engine
            } catch {
                await engine.stop()
                throw error
            }
        } catch {
            print("Tests with a Docker Engine are skipped, it does not start: \(error)")
            return nil
        }
    }

    /// Why no engine can run here; nil when nothing speaks against it.
    private static var obstacle: String? {
        if geteuid() != 0 { return "an engine has to be started by root" }
        if unsafe access(engine, X_OK) != 0 { return "dockerd is not installed" }
        if unsafe access(busybox, X_OK) != 0 { return "\(busybox) is not installed" }
        // The image has nothing but busybox in it, so no loader and no library either.
        if !StaticProgram.isStatic(busybox) { return "\(busybox) is not a static program (Debian: busybox-static)" }
        return nil
    }

    /// Debian's place, and that of Docker's own packages.
    private static let engine = unsafe access("/usr/sbin/dockerd", X_OK) == 0 ? "/usr/sbin/dockerd" : "/usr/bin/dockerd"
    private static let busybox = "/bin/busybox"

    /// Makes the folder; nothing is started.
    package init() throws {
        var template = Array("/tmp/proxyd-docker-XXXXXX".utf8CString)
        guard unsafe mkdtemp(&template) != nil else { throw Failure(description: "no temporary folder") }
        folder = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        socket = folder + "/engine.sock"
        tlsHost = "tcp://127.0.0.1:\(try LoopbackPort.take())"
        reactor = try ControlReactor(name: "test-docker")
        try makeCertificates()
    }

    /// Starts the engine, again if it was ended, and gives it the image.
    package func start() async throws {
        // A block of addresses by the process number, so that engines of other tests choose other ones.
        let block = "10.\(200 + getpid() % 50).\(getpid() / 50 % 16 * 16).0/20"
        let started = try await ServerProcess.start(
            Self.engine,
            [
                "-H", host, "-H", tlsHost, "--tlsverify", "--tlscacert", certificateFolder + "/ca.pem",
                "--tlscert", certificateFolder + "/server.pem", "--tlskey", certificateFolder + "/server-key.pem",
                "--data-root", folder + "/data", "--exec-root", folder + "/exec", "-p", folder + "/pid",
                "--storage-driver", "vfs", "--bridge", "none", "--iptables=false", "--ip6tables=false",
                "--ip-forward=false", "--ip-masq=false", "--default-address-pool", "base=\(block),size=26",
                "--shutdown-timeout", "1",
            ], log: folder + "/engine.log", on: reactor)
        process.withLock { $0 = started }
        isCrashed.withLock { $0 = false }
        let fetcher = try HTTPFetcher()
        defer { fetcher.shutDown() }
        guard await Startup.isOver(started, { _ = try await fetcher.fetch(request("GET", "/_ping")) }) else {
            throw Failure(description: log)
        }
        try await importImage(by: fetcher)
    }

    /// Ends the engine without warning; `start` gets it going again.
    package func crash() async {
        guard let running = process.withLock({ $0 }) else { return }
        kill(running.pid, SIGKILL)
        await running.terminate(killAfterMS: 0)
        process.withLock { $0 = nil }
        isCrashed.withLock { $0 = true }
        await endContainerd()
    }

    /// Stops the engine's answers without ending it, until `thaw`.
    package func freeze() { process.withLock { $0 }.map { _ = kill($0.pid, SIGSTOP) } }

    /// Undoes `freeze`.
    package func thaw() { process.withLock { $0 }.map { _ = kill($0.pid, SIGCONT) } }

    /// Ends the engine with its containers, and removes the folder.
    package func stop() async {
        thaw()
        // Only an engine ends the containers that another one has left.
        if isCrashed.withLock({ $0 }) { try? await start() }
        await removeAll()
        await process.withLock { $0 }?.terminate(killAfterMS: 20_000)
        process.withLock { $0 = nil }
        await endContainerd()
        await run(EngineRemains.removal(of: folder))
        reactor.stop()
    }

    /// What the engine has said.
    package var log: String {
        let file = unsafe open(folder + "/engine.log", O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return "no log" }
        defer { close(file) }
        lseek(file, max(0, lseek(file, 0, SEEK_END) - 4_096), SEEK_SET)
        var bytes = [UInt8](repeating: 0, count: 4_096)
        let count = unsafe read(file, &bytes, bytes.count)
        return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
    }

    /// Leaves an engine that was not started yet no more room than this; the file system goes with the folder.
    private func limitData(to bytes: Int) async throws {
        let data = folder + "/data"
        await run("mkdir '\(data)' && mount -t tmpfs -o size=\(bytes) tmpfs '\(data)'")
        var (inside, outside) = (stat(), stat())
        guard unsafe stat(data, &inside) == 0, unsafe stat(folder, &outside) == 0, inside.st_dev != outside.st_dev
        else { throw Failure(description: "no file system of its own") }
    }

    /// Removes containers, which an engine that ends may leave running, and networks, whose bridges it leaves.
    private func removeAll() async {
        guard process.withLock({ $0 }) != nil, let fetcher = try? HTTPFetcher() else { return }
        defer { fetcher.shutDown() }
        for (list, path) in [("containers/json?all=true", "containers"), ("networks", "networks")] {
            guard let answer = try? await fetcher.fetch(request("GET", "/v1.41/\(list)")),
                let things = try? JSONValue(parsing: answer.body)
            else { continue }
            for case let id? in (things.arrayValue ?? []).map({ $0["Id"]?.stringValue }) {
                // Networks that every engine has are refused.
                _ = try? await fetcher.fetch(request("DELETE", "/v1.41/\(path)/\(id)?force=true&v=true"))
            }
        }
    }

    /// Ends what a killed engine has left; the next one would wait for a containerd of the number in the file.
    private func endContainerd() async {
        await run(
            """
            file='\(folder)/exec/containerd/containerd.pid'; pid=$(cat $file 2>/dev/null) || exit 0
            grep -qsa '\(folder)' /proc/$pid/cmdline && kill -9 $pid
            rm -f $file
            """)
    }

    private func makeCertificates() throws {
        unsafe mkdir(certificateFolder, 0o700)
        let authority = try TestCertificate.authority()
        let server = try TestCertificate.make(["127.0.0.1"], issuer: authority)
        let client = try TestCertificate.make(["client"], issuer: authority)
        let files = [
            ("ca", authority.chain), ("server", server.chain), ("server-key", server.key), ("cert", client.chain),
            ("key", client.key),
        ]
        for (name, bytes) in files {
            let file = unsafe open("\(certificateFolder)/\(name).pem", O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
            guard file >= 0 else { throw Failure(description: "no certificates") }
            defer { close(file) }
            guard unsafe write(file, bytes, bytes.count) == bytes.count else {
                throw Failure(description: "no certificates")
            }
        }
    }

    private func request(_ method: String, _ path: String) -> FetchRequest {
        var request = FetchRequest(method, "http://engine" + path)
        request.unixSocket = socket
        request.intermediary = .none
        return request
    }

    private func importImage(by fetcher: HTTPFetcher) async throws {
        let archive = folder + "/image.tar"
        let applets = "sh echo sleep cat true false yes head seq id wget httpd nc touch ls date env mount printf"
        await run(
            """
            set -e; cd '\(folder)'; mkdir -p image/bin image/tmp image/proc image/sys image/dev image/etc
            chmod 1777 image/tmp
            cp \(Self.busybox) image/bin/busybox
            for applet in \(applets); do ln -sf busybox image/bin/$applet; done
            tar -C image -c . -f \(archive)
            """)
        let file = unsafe open(archive, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw Failure(description: "no image was made") }
        defer { close(file) }
        let size = lseek(file, 0, SEEK_END)
        lseek(file, 0, SEEK_SET)
        var bytes = [UInt8](repeating: 0, count: max(0, size))
        guard unsafe read(file, &bytes, bytes.count) == size else {
            throw Failure(description: "the image was not read")
        }
        var request = request("POST", "/v1.41/images/create?fromSrc=-&repo=busybox&tag=test")
        request.headers = [FetchField("Content-Type", "application/x-tar")]
        request.body = bytes
        let answer = try await fetcher.fetch(request)
        guard answer.status == 200 else { throw Failure(description: String(decoding: answer.body, as: UTF8.self)) }
    }

    private func run(_ script: String) async {
        let shell = try? await ServerProcess.start("/bin/sh", ["-c", script], log: folder + "/script.log", on: reactor)
        _ = await shell?.exitUnlessCancelled()
    }
}
