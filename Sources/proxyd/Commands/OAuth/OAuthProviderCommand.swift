internal import ArgumentParser

/// The group of commands `proxyd oauth provider`.
struct OAuthProviderCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "provider", abstract: "Say by which providers users may sign in.",
        subcommands: [
            OAuthProviderCreateCommand.self, OAuthProviderListCommand.self, OAuthProviderShowCommand.self,
            OAuthProviderUpdateCommand.self, OAuthProviderDeleteCommand.self,
        ])
}
