internal import ArgumentParser

struct OAuthSessionCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "session", abstract: "See and end the sessions of browsers.",
        subcommands: [
            OAuthSessionListCommand.self, OAuthSessionRevokeCommand.self,
        ])
}
