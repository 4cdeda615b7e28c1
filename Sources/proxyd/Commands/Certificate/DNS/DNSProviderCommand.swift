internal import ArgumentParser

/// The group of commands `proxyd cert dns`.
struct DNSProviderCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dns", abstract: "Say by whom the records of dns challenges are published.",
        subcommands: [
            DNSProviderCreateCommand.self, DNSProviderListCommand.self, DNSProviderShowCommand.self,
            DNSProviderUpdateCommand.self, DNSProviderDeleteCommand.self,
        ])
}
