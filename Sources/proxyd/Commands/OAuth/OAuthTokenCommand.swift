internal import ArgumentParser

/// The group of commands `proxyd oauth token`.
struct OAuthTokenCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token", abstract: "Print a token of a sign-in; see and end what clients hold.",
        subcommands: [
            OAuthTokenPrintCommand.self, OAuthTokenListCommand.self, OAuthTokenRevokeCommand.self,
        ], defaultSubcommand: OAuthTokenPrintCommand.self)
}
