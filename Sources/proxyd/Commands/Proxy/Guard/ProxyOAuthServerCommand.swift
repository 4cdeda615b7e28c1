internal import ArgumentParser

/// The group of commands `proxyd proxy oauth-server`.
struct ProxyOAuthServerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "oauth-server", abstract: "Change the authorization server's metadata for a host (RFC 8414).",
        subcommands: [
            ProxyOAuthServerSetCommand.self, ProxyOAuthServerShowCommand.self, ProxyOAuthServerClearCommand.self,
            ProxyOAuthServerListCommand.self,
        ])
}
