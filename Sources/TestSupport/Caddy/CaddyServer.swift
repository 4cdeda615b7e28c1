package import Egress
internal import Glibc
internal import ProxyModel
internal import Reactor
internal import RedisStore
internal import Synchronization

/// A real ACME authority of other makers than Pebble's: Caddy's `acme_server`.
///
/// It looks for `http-01` and `tls-alpn-01` at the ports 80 and 443 only, at names that the system knows: so tests ask for
/// an address of loopback that is theirs alone. Contract: ended by its process number in `stop`; `with` calls it.
package final class CaddyServer: StartableServer {
    /// The server did not start.
    package struct Failure: Error {
        /// What it said.
        package let log: String
    }

    /// The address of the directory.
    package let directoryURL: String
    /// The address that certificates can be asked for by `http-01` and `tls-alpn-01`.
    package let address: String
    /// What answers `http-01` there, and `dns-01` for every name.
    package let challenges: ChallengeTestServer
    /// Sends requests to both servers.
    package let fetcher: HTTPFetcher
    private let program: String
    private let port: UInt16
    private let folder: TemporaryFolder
    private let reactor: ControlReactor
    private let process = Mutex<ServerProcess?>(nil)

    /// Whether this process may listen at port 80.
    package static var isPossible: Bool {
        guard let address = IPAddress(ownAddress()),
            let descriptor = try? Socket.listen(.ip(address, port: 80), Socket.ListenOptions())
        else { return false }
        Socket.close(descriptor)
        return true
    }

    /// Takes the path of Caddy; nothing is started.
    package init(program: String) throws {
        self.program = program
        folder = try TemporaryFolder()
        reactor = try ControlReactor(name: "test-caddy")
        fetcher = try HTTPFetcher()
        port = try LoopbackPort.take()
        directoryURL = "https://localhost:\(port)/acme/local/directory"
        address = Self.ownAddress()
        challenges = try ChallengeTestServer(
            .init(
                dns: "127.0.0.1:\(LoopbackPort.take())", http: address + ":80", tls: "", address: address),
            fetcher: fetcher)
        try folder.write(configuration.prettyBytes, to: "caddy.json")
    }

    deinit { RedisServerFixture.remove(storage) }

    /// The path of the PEM file that Caddy's own TLS certificate, and what it issues, is trusted by.
    package var caFile: String { storage + "/pki/authorities/local/root.crt" }

    /// Runs `body` with started servers, and ends them afterwards.
    package static func with<Value>(program: String, _ body: (CaddyServer) async throws -> Value) async throws -> Value
    {
        try await CaddyServer(program: program).whileRunning(body)
    }

    /// Starts both servers and waits until they answer.
    package func start() async throws {
        try await challenges.start(in: folder, on: reactor)
        let started = try await ServerProcess.start(
            "/usr/bin/env",
            [
                "HOME=" + storage, "XDG_CONFIG_HOME=" + storage, program, "run", "--config", folder.path("caddy.json"),
            ], log: folder.path("caddy.log"), on: reactor)
        process.withLock { $0 = started }
        var request = FetchRequest("GET", directoryURL)
        request.caFile = caFile
        let isThere = await Startup.isOver(started) { [request] in _ = try await self.fetcher.fetch(request) }
        guard isThere else { throw Failure(log: String(decoding: try folder.read("caddy.log"), as: UTF8.self)) }
    }

    /// Ends both servers.
    package func stop() async {
        await process.withLock { $0 }?.terminate(killAfterMS: 5_000)
        process.withLock { $0 = nil }
        await challenges.stop()
        fetcher.shutDown()
        reactor.stop()
    }

    private var storage: String { folder.path("storage") }

    private static func ownAddress() -> String {
        let bytes = (0..<2).map { _ in UInt8.random(in: 1...254) }
        return "127.77.\(bytes[0]).\(bytes[1])"
    }

    private var configuration: JSONValue {
        let handler: JSONValue = [
            "handler": "acme_server", "ca": "local", "resolvers": [.string(challenges.listeners.dns)],
            "challenges": ["http-01", "tls-alpn-01", "dns-01"],
        ]
        return [
            "admin": ["disabled": true], "storage": ["module": "file_system", "root": .string(storage)],
            "apps": [
                "pki": ["certificate_authorities": ["local": ["install_trust": false]]],
                "tls": [
                    "automation": ["policies": [["subjects": ["localhost"], "issuers": [["module": "internal"]]]]]
                ],
                "http": [
                    "https_port": .integer(Int64(port)),
                    "servers": [
                        "acme": [
                            "listen": [.string("127.0.0.1:\(port)")], "automatic_https": ["disable_redirects": true],
                            "routes": [["match": [["host": ["localhost"]]], "handle": [handler]]],
                        ]
                    ],
                ],
            ],
        ]
    }
}
