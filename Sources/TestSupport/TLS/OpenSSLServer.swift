internal import Glibc
internal import Reactor
internal import RedisStore

/// A TLS server by the `openssl` tool, with a certificate of the test's choice.
package final class OpenSSLServer: Sendable {
    /// The server did not start.
    package struct Failure: Error {
        /// What it said.
        package let log: String
    }

    private let process: ServerProcess
    private let reactor: ControlReactor
    private let folder: TemporaryFolder

    /// Starts a server on a port of loopback that shows the certificate to everybody; with a protocol it wants ALPN.
    package init(
        _ certificate: TestCertificate, address: String = "127.0.0.1", port: UInt16, applicationProtocol: String? = nil
    ) async throws {
        folder = try TemporaryFolder()
        reactor = try ControlReactor(name: "test-openssl")
        try folder.write(certificate.chain, to: "chain.pem")
        try folder.write(certificate.key, to: "key.pem")
        process = try await ServerProcess.start(
            "/usr/bin/openssl",
            [
                "s_server", "-accept", "\(address):\(port)", "-www", "-quiet", "-cert", folder.path("chain.pem"),
                "-key",
                folder.path("key.pem"),
            ] + (applicationProtocol.map { ["-alpn", $0] } ?? []), log: folder.path("log"), on: reactor)
        let deadline = ContinuousClock.now + .seconds(10)
        while !LoopbackPort.isAnswering(port, at: address) {
            guard ContinuousClock.now < deadline else {
                throw Failure(log: String(decoding: try folder.read("log"), as: UTF8.self))
            }
            try await Task.sleep(for: .milliseconds(10))
        }
    }

    /// Ends the server.
    package func stop() async {
        await process.terminate(killAfterMS: 1_000)
        reactor.stop()
    }
}
