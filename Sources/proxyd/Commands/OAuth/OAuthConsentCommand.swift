internal import ArgumentParser

/// The group of commands `proxyd oauth consent`.
struct OAuthConsentCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "consent", abstract: "See and take back what users allowed clients.",
        subcommands: [
            OAuthConsentListCommand.self, OAuthConsentRevokeCommand.self,
        ])
}
