internal import ArgumentParser

struct OAuthKeyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key", abstract: "See and rotate signing keys.",
        subcommands: [
            OAuthKeyListCommand.self, OAuthKeyRotateCommand.self,
        ])
}
