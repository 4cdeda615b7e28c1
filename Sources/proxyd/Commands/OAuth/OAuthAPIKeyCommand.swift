internal import ArgumentParser

/// The group of commands `proxyd oauth api-key`.
struct OAuthAPIKeyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "api-key", abstract: "Make and delete personal API keys.",
        subcommands: [
            OAuthAPIKeyCreateCommand.self, OAuthAPIKeyListCommand.self, OAuthAPIKeyDeleteCommand.self,
        ])
}
