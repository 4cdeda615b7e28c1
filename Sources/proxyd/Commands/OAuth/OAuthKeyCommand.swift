internal import ArgumentParser

/// The group of commands `proxyd oauth key`.
struct OAuthKeyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key", abstract: "See and rotate signing keys.",
        subcommands: [
            OAuthKeyListCommand.self, OAuthKeyRotateCommand.self,
        ])
}
