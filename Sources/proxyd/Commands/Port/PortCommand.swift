internal import ArgumentParser

/// The group of commands `proxyd port`.
struct PortCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "port", abstract: "Look at the host's ports of services, and hand out tokens that open them.",
        discussion: "Ports are added and removed by 'proxyd service port'.",
        subcommands: [
            PortListCommand.self, PortAvailableCommand.self, PortCheckCommand.self, PortTokenCommand.self,
        ])
}
