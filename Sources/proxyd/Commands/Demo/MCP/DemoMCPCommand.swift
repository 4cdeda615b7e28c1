internal import ArgumentParser

/// An MCP server to put behind a guarded proxy when trying it out.
struct DemoMCPCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo-mcp", abstract: "Run a small MCP server to try proxyd's guard with.",
        discussion: """
            Answers on loopback at /mcp to clients of every revision from 2025-03-26 to 2026-07-28. Its tools: echo sends \
            a text back, add adds two numbers, whoami shows who the proxy says is calling.
            """)

    @Option(help: "Port; 0 lets the kernel choose.")
    var port: UInt16 = 9090

    @Flag(help: "Answer calls of tools as JSON too, in place of event streams.")
    var json = false

    @Flag(help: "Give clients no sessions, in whichever revision they speak.")
    var stateless = false

    @Flag(help: "Be reached from everywhere instead of this machine alone, as in a container.")
    var everywhere = false

    func run() throws {
        guard let listener = DemoListener(port: port, everywhere: everywhere) else {
            throw CommandFailure(.usage, "proxyd: port \(port) is in use; choose another by --port")
        }
        let host = everywhere ? "0.0.0.0" : "127.0.0.1"
        StandardError.write("The demo MCP server answers on http://\(host):\(listener.port)/mcp")
        let site = DemoMCPSite(streamsCalls: !json, givesSessions: !stateless)
        listener.serve { socket in
            DemoConnection(socket: socket).serve { site.reply(to: $1, body: $2).send(to: $0, for: $1) }
        }
        throw CommandFailure(.refused, "proxyd: the demo MCP server cannot accept connections any more")
    }
}
