internal import ArgumentParser
internal import ManagementAPI

/// The command `proxyd service restart`.
struct ServiceRestartCommand: ServiceActivityCommand {
    static let configuration = CommandConfiguration(
        commandName: "restart", abstract: "Give a service a new container.")

    @Argument(help: "Name of the service.")
    var name: String

    @OptionGroup var api: APIOptions

    func call(_ settings: Settings) throws -> ManagementCall {
        ManagementCall("docker.restart", name, query: [Self.patience])
    }
}
