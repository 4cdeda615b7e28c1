internal import ArgumentParser
internal import ManagementAPI

/// The command `proxyd service port remove`.
struct ServicePortRemoveCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "remove", abstract: "Close a port of a service.", aliases: ["delete"])

    @Argument(help: "Name of the service.")
    var service: String

    @Argument(help: "Name of the port.")
    var port: String

    @OptionGroup var api: APIOptions

    var presentation: Presentation? { .sentence("Closed \(port) of \(service).") }

    func call(_ settings: Settings) throws -> ManagementCall { ManagementCall("service.port.remove", service, port) }
}
