internal import ArgumentParser

/// The group of commands `proxyd system`.
struct SystemCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "system", abstract: "Look after the nodes.",
        subcommands: [
            SystemHealthCommand.self, SystemVersionCommand.self, SystemNodesCommand.self,
            SystemMetricsCommand.self,
        ])
}
