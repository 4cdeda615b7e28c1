internal import ArgumentParser

/// The group of commands `proxyd proxy routes`.
struct ProxyRoutesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "routes", abstract: "Say which routes apply to a proxy.",
        subcommands: [
            ProxyRoutesShowCommand.self, ProxyRoutesSetCommand.self, ProxyRouteEnableCommand.self,
            ProxyRouteDisableCommand.self,
        ])
}
