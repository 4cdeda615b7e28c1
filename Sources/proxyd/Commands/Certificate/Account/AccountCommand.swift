internal import ArgumentParser

/// The group of commands `proxyd cert account`.
struct AccountCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "account", abstract: "Look after the accounts at authorities.",
        subcommands: [
            AccountListCommand.self, AccountShowCommand.self, AccountRollKeyCommand.self, AccountContactsCommand.self,
            AccountDeactivateCommand.self,
        ])
}
