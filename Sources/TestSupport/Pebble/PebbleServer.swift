package import Egress
internal import Glibc
package import ProxyModel
internal import Reactor
internal import RedisStore
internal import Synchronization

/// A real ACME authority: Let's Encrypt's `pebble` with its `pebble-challtestsrv`, on ports of their own.
///
/// Contract: both are ended by their process numbers in `stop`; `with` calls it. The authority forgets everything then.
package final class PebbleServer: StartableServer {
    /// A server did not start.
    package struct Failure: Error {
        /// What it said.
        package let log: String
    }

    /// The address of the directory.
    package let directoryURL: String
    /// The path of the PEM file that the authority's own TLS certificate is trusted by.
    package let caFile: String
    /// What is in that file.
    package let caPEM: String
    /// What Pebble is told of DNS, and what answers challenges unless the options name other ports.
    package let challenges: ChallengeTestServer
    /// Sends requests to both servers.
    package let fetcher: HTTPFetcher
    private let options: PebbleOptions
    private let folder: TemporaryFolder
    private let ports: (acme: UInt16, management: UInt16, http: UInt16, tls: UInt16, dns: UInt16)
    private let reactor: ControlReactor
    private let process = Mutex<ServerProcess?>(nil)

    /// Makes keys, certificate and configuration; nothing is started.
    package init(_ options: PebbleOptions = PebbleOptions()) throws {
        self.options = options
        folder = try TemporaryFolder()
        reactor = try ControlReactor(name: "test-pebble")
        fetcher = try HTTPFetcher()
        ports = (
            try LoopbackPort.take(), try LoopbackPort.take(), try options.httpPort ?? LoopbackPort.take(),
            try options.tlsPort ?? LoopbackPort.take(), try LoopbackPort.take()
        )
        challenges = try ChallengeTestServer(
            .init(
                dns: "127.0.0.1:\(ports.dns)", http: options.httpPort == nil ? "127.0.0.1:\(ports.http)" : "",
                tls: options.tlsPort == nil ? "127.0.0.1:\(ports.tls)" : "", address: "127.0.0.1"),
            fetcher: fetcher)
        directoryURL = "https://127.0.0.1:\(ports.acme)/dir"
        caFile = folder.path("ca.pem")
        let authority = try TestCertificate.authority()
        let certificate = try TestCertificate.make(["127.0.0.1", "localhost"], issuer: authority)
        caPEM = String(decoding: authority.chain, as: UTF8.self)
        try folder.write(authority.chain, to: "ca.pem")
        try folder.write(certificate.chain, to: "chain.pem")
        try folder.write(certificate.key, to: "key.pem")
        try folder.write(configuration.prettyBytes, to: "pebble.json")
    }

    /// Runs `body` with started servers, and ends them afterwards.
    package static func with<Value>(
        _ options: PebbleOptions = PebbleOptions(), _ body: (PebbleServer) async throws -> Value
    ) async throws -> Value {
        try await PebbleServer(options).whileRunning(body)
    }

    /// Starts both servers and waits until they answer.
    package func start() async throws {
        try await challenges.start(in: folder, on: reactor)
        let started = try await ServerProcess.start(
            "/usr/bin/env",
            environment + [
                "pebble", "-config", folder.path("pebble.json"), "-dnsserver",
                options.dnsServer ?? challenges.listeners.dns,
            ], log: folder.path("pebble.log"), on: reactor)
        process.withLock { $0 = started }
        guard await Startup.isOver(started, { _ = try await self.get(self.directoryURL) }) else {
            throw Failure(log: log)
        }
    }

    /// Ends both servers.
    package func stop() async {
        await process.withLock { $0 }?.terminate(killAfterMS: 5_000)
        process.withLock { $0 = nil }
        await challenges.stop()
        fetcher.shutDown()
        reactor.stop()
    }

    /// Stops the authority's answers without ending it, until `thaw`.
    package func freeze() { process.withLock { $0 }.map { _ = kill($0.pid, SIGSTOP) } }

    /// Undoes `freeze`.
    package func thaw() { process.withLock { $0 }.map { _ = kill($0.pid, SIGCONT) } }

    /// A root in PEM: the first, or one of the alternate ones.
    package func root(_ number: Int = 0) async throws -> [UInt8] {
        try await get("https://127.0.0.1:\(ports.management)/roots/\(number)").body
    }

    /// What the authority says of a certificate by its serial number in hexadecimal (`Status`, `Reason`).
    package func status(serial: String) async throws -> JSONValue {
        let url = "https://127.0.0.1:\(ports.management)/cert-status-by-serial/\(serial)"
        return try JSONValue(parsing: try await get(url).body)
    }

    /// What the authority has logged, up to a mebibyte.
    package var log: String { (try? folder.read("pebble.log")).map { String(decoding: $0, as: UTF8.self) } ?? "" }

    /// How many orders the log tells of.
    package var orders: Int { log.split(separator: "\n").count { $0.contains(" Added order ") } }

    private func get(_ url: String) async throws -> FetchResponse {
        var request = FetchRequest("GET", url)
        request.caFile = caFile
        request.deadline = .seconds(5)
        return try await fetcher.fetch(request)
    }

    private var environment: [String] {
        var values = [
            "PEBBLE_WFE_NONCEREJECT=\(options.refusedNonces)", "PEBBLE_AUTHZREUSE=\(options.reusedAuthorizations)",
            "PEBBLE_ALTERNATE_ROOTS=\(options.alternateRoots)", "PEBBLE_CHAIN_LENGTH=\(options.chainLength)",
        ]
        let pause = options.longestValidationPause
        values.append(pause == 0 ? "PEBBLE_VA_NOSLEEP=1" : "PEBBLE_VA_SLEEPTIME=\(pause)")
        return values
    }

    private var configuration: JSONValue {
        var pebble: JSONObject = [
            "listenAddress": .string("127.0.0.1:\(ports.acme)"),
            "managementListenAddress": .string("127.0.0.1:\(ports.management)"),
            "certificate": .string(folder.path("chain.pem")), "privateKey": .string(folder.path("key.pem")),
            "httpPort": .integer(Int64(ports.http)), "tlsPort": .integer(Int64(ports.tls)),
            "ocspResponderURL": "", "externalAccountBindingRequired": .bool(!options.externalAccounts.isEmpty),
        ]
        let keys = options.externalAccounts.sorted { $0.key < $1.key }
        pebble.append(
            "externalAccountMACKeys",
            .object(JSONObject(members: keys.map { .init(name: $0.key, value: .string($0.value)) })))
        return ["pebble": .object(pebble)]
    }
}
