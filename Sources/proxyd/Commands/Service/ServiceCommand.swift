internal import ArgumentParser

/// The group of commands `proxyd service`.
struct ServiceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "service", abstract: "Name upstreams that routes refer to.",
        subcommands: [
            ServiceRegisterCommand.self, ServiceListCommand.self, ServiceShowCommand.self, ServiceUpdateCommand.self,
            ServiceProxyCreateCommand.self, ServiceRegisterOAuthCommand.self, ServiceUnregisterCommand.self,
        ])
}
