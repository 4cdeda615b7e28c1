internal import ArgumentParser
internal import ManagementAPI

/// The command `proxyd service start`.
struct ServiceStartCommand: ServiceActivityCommand {
    static let configuration = CommandConfiguration(
        commandName: "start", abstract: "Let a service run.")

    @Argument(help: "Name of the service.")
    var name: String

    @OptionGroup var api: APIOptions

    func call(_ settings: Settings) throws -> ManagementCall {
        ManagementCall("docker.start", name, query: [Self.patience])
    }
}
