internal import ArgumentParser

/// The group of commands `proxyd service external`.
struct ServiceExternalCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "external", abstract: "Give addresses names that routes refer to.",
        subcommands: [
            ServiceRegisterCommand.self, ServiceExternalListCommand.self, ServiceExternalShowCommand.self,
            ServiceExternalUpdateCommand.self, ServiceUnregisterCommand.self,
        ])
}
