internal import ArgumentParser

/// The group of commands `proxyd oauth session`.
struct OAuthSessionCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "session", abstract: "See and end the sessions of browsers.",
        subcommands: [
            OAuthSessionListCommand.self, OAuthSessionRevokeCommand.self,
        ])
}
