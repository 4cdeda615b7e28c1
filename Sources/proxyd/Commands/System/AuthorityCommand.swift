internal import ArgumentParser

struct AuthorityCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ca", abstract: "Look at the local certificate authority.",
        subcommands: [
            AuthorityShowCommand.self
        ])
}
