internal import ArgumentParser
internal import ManagementAPI

/// The command `proxyd service unregister`, which is also `proxyd service external unregister`.
struct ServiceUnregisterCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "unregister", abstract: "Remove an external service.")

    @Argument(help: "Name of the service.")
    var name: String

    @OptionGroup var api: APIOptions

    var presentation: Presentation? { .sentence("Unregistered \(name).") }

    func call(_ settings: Settings) throws -> ManagementCall {
        ManagementCall("service.unregister", name)
    }
}
