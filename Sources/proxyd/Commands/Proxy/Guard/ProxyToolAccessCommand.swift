internal import ArgumentParser

/// The group of commands `proxyd proxy tool-access`.
struct ProxyToolAccessCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tool-access", abstract: "Say who may see and call which tools of MCP servers.",
        subcommands: [
            ProxyToolAccessSetCommand.self, ProxyToolAccessShowCommand.self, ProxyToolAccessClearCommand.self,
        ])
}
