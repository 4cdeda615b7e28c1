internal import ArgumentParser

/// The group of commands `proxyd oauth token`.
struct OAuthTokenCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token", abstract: "See and end what clients hold.",
        subcommands: [
            OAuthTokenListCommand.self, OAuthTokenRevokeCommand.self,
        ])
}
