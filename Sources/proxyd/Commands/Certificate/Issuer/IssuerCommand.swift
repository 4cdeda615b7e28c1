internal import ArgumentParser

/// The group of commands `proxyd cert issuer`.
struct IssuerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "issuer", abstract: "Say which authorities certificates can be asked from.",
        subcommands: [
            IssuerCreateCommand.self, IssuerListCommand.self, IssuerShowCommand.self, IssuerUpdateCommand.self,
            IssuerDeleteCommand.self,
        ])
}
