internal import ArgumentParser

/// The program: `serve` runs a node, every other command talks to one or helps with its settings.
@main
struct Proxyd: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "proxyd",
        abstract: "A reverse proxy for the edge of a network.",
        version: ProxydVersion.text,
        subcommands: [
            ServeCommand.self, VersionCommand.self, DemoBackendCommand.self, DemoMCPCommand.self, ProxyCommand.self,
            CertificateCommand.self, RouteCommand.self, ServiceCommand.self, PortCommand.self, TokenCommand.self,
            ConfigCommand.self,
            SystemCommand.self,
            AuthorityCommand.self, OAuthCommand.self, ResourceCommand.self,
        ])

    /// Runs the command line and exits with 0 done, 1 refused, 2 wrong usage or settings, 3 server not reachable.
    static func main() async {
        do {
            var command = try parseAsRoot(CommandWords.regular(Array(CommandLine.arguments.dropFirst())))
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch {
            CommandFailure(error, in: self).exit()
        }
    }
}
