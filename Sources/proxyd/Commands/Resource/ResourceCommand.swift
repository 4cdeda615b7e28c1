internal import ArgumentParser

/// The group of commands `proxyd resource`.
struct ResourceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resource", abstract: "Announce protected resources, and check tokens for them.",
        subcommands: [
            ResourceListCommand.self, ResourceShowCommand.self, ResourceRegisterCommand.self,
            ResourceUpdateCommand.self, ResourceDeleteCommand.self, ResourceAutoRegisterCommand.self,
            ResourceValidateTokenCommand.self,
        ])
}
