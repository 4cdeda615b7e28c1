internal import ArgumentParser

/// The group of commands `proxyd ca`.
struct AuthorityCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ca", abstract: "Look at the local certificate authority, and trust it.",
        subcommands: [
            AuthorityShowCommand.self, AuthorityStatusCommand.self, AuthorityExportCommand.self,
            AuthorityTrustCommand.self,
        ])
}
