internal import ArgumentParser
internal import ManagementAPI

/// The command `proxyd service stop`.
struct ServiceStopCommand: ServiceActivityCommand {
    static let configuration = CommandConfiguration(
        commandName: "stop", abstract: "Stop a service; it stays stopped until it is started.")

    @Argument(help: "Name of the service.")
    var name: String

    @OptionGroup var api: APIOptions

    func call(_ settings: Settings) throws -> ManagementCall {
        ManagementCall("docker.stop", name, query: [Self.patience])
    }
}
