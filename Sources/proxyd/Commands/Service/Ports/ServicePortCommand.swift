internal import ArgumentParser

/// The group of commands `proxyd service port`.
struct ServicePortCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "port", abstract: "Open ports of the host that lead to services.",
        subcommands: [
            ServicePortAddCommand.self, ServicePortRemoveCommand.self, ServicePortListCommand.self,
            PortCheckCommand.self, ServicePortUpdateCommand.self,
        ])
}
