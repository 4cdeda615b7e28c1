internal import ArgumentParser

/// The group of commands `proxyd port token`.
struct PortTokenCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token", abstract: "Hand out tokens that open ports of services which require one.",
        subcommands: [
            PortTokenCreateCommand.self, PortTokenListCommand.self, PortTokenShowCommand.self,
            PortTokenDeleteCommand.self,
        ])
}
