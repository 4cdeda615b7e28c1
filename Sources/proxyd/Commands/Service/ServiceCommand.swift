internal import ArgumentParser

/// The group of commands `proxyd service`.
struct ServiceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "service", abstract: "Run upstreams in containers, and name those that run elsewhere.",
        subcommands: [
            ServiceCreateCommand.self, ServiceCreateExposedCommand.self, ServiceListCommand.self,
            ServiceShowCommand.self, ServiceUpdateCommand.self, ServiceDeleteCommand.self, ServiceStartCommand.self,
            ServiceStopCommand.self, ServiceRestartCommand.self, ServiceLogsCommand.self,
            ServiceStatisticsCommand.self, ServiceEventsCommand.self, ServicePortCommand.self, ServicePortsCommand.self,
            ServicePortsGlobalCommand.self, ServiceProxyCreateCommand.self, ServiceCleanupCommand.self,
            ServiceOrphansCommand.self, ServiceAdoptCommand.self, ServiceRegisterCommand.self,
            ServiceRegisterOAuthCommand.self, ServiceUnregisterCommand.self, ServiceExternalCommand.self,
        ])
}
