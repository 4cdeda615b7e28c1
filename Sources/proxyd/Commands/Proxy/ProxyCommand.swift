internal import ArgumentParser

/// The group of commands `proxyd proxy`.
struct ProxyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "proxy", abstract: "Serve hosts and say where their requests go.",
        subcommands: [
            ProxyCreateCommand.self, ProxyListCommand.self, ProxyShowCommand.self, ProxyUpdateCommand.self,
            ProxyDeleteCommand.self, ProxyEnableCommand.self, ProxyDisableCommand.self, ProxyRoutesCommand.self,
            ProxyAuthCommand.self, ProxyResourceCommand.self, ProxyToolAccessCommand.self,
            ProxyOAuthServerCommand.self,
        ])
}
