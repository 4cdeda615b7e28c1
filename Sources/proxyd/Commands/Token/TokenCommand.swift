internal import ArgumentParser

/// The group of commands `proxyd token`.
struct TokenCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token", abstract: "Hand out tokens for the management API.",
        subcommands: [
            TokenGenerateCommand.self, TokenListCommand.self, TokenShowCommand.self, TokenDeleteCommand.self,
            TokenEmailCommand.self, TokenInfoCommand.self,
        ])
}
