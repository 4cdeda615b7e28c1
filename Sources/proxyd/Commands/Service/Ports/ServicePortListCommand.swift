internal import ArgumentParser
internal import ManagementAPI

/// The command `proxyd service port list`.
struct ServicePortListCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the ports of a service.")

    @Argument(help: "Name of the service.")
    var service: String

    @OptionGroup var api: APIOptions

    func call(_ settings: Settings) throws -> ManagementCall { ManagementCall("service.port.list", service) }
}
