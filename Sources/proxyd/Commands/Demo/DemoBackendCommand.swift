internal import ArgumentParser

/// A backend to put behind a proxy when trying it out.
struct DemoBackendCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo-backend", abstract: "Run a small HTTP backend to try proxyd with.",
        discussion: """
            Answers on loopback: / shows the request as it arrived, /echo sends its body back, /events streams
            server-sent events (?interval=MS&count=N), /slow answers after ?ms=N.
            """)

    @Option(help: "Port; 0 lets the kernel choose.")
    var port: UInt16 = 9080

    @Flag(help: "Be reached from everywhere instead of this machine alone, as in a container.")
    var everywhere = false

    func run() throws {
        guard let listener = DemoListener(port: port, everywhere: everywhere) else {
            throw CommandFailure(.usage, "proxyd: port \(port) is in use; choose another by --port")
        }
        let host = everywhere ? "0.0.0.0" : "127.0.0.1"
        StandardError.write("The demo backend answers on http://\(host):\(listener.port)/")
        listener.serve { DemoConnection(socket: $0).serve() }
        throw CommandFailure(.refused, "proxyd: the demo backend cannot accept connections any more")
    }
}
