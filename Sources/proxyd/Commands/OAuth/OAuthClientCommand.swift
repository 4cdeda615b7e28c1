internal import ArgumentParser

/// The group of commands `proxyd oauth client`.
struct OAuthClientCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "client", abstract: "Register clients, and say which are trusted.",
        subcommands: [
            OAuthClientRegisterCommand.self, OAuthClientListCommand.self, OAuthClientShowCommand.self,
            OAuthClientTrustCommand.self, OAuthClientUntrustCommand.self, OAuthClientDisableCommand.self,
            OAuthClientEnableCommand.self, OAuthClientDeleteCommand.self, OAuthClientPruneCommand.self,
        ])
}
