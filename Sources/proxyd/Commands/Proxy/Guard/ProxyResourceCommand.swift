internal import ArgumentParser

/// The group of commands `proxyd proxy resource`.
struct ProxyResourceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resource", abstract: "Announce hosts as protected resources (RFC 9728).",
        subcommands: [
            ProxyResourceSetCommand.self, ProxyResourceShowCommand.self, ProxyResourceClearCommand.self,
            ProxyResourceListCommand.self,
        ])
}
