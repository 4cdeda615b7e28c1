internal import ArgumentParser

/// The group of commands `proxyd route`.
struct RouteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "route", abstract: "Send some paths elsewhere.",
        subcommands: [
            RouteCreateCommand.self, RouteCreateGlobalCommand.self, RouteCreateProxyCommand.self, RouteListCommand.self,
            RouteShowCommand.self, RouteUpdateCommand.self, RouteDeleteCommand.self, RouteExplainCommand.self,
        ])
}
