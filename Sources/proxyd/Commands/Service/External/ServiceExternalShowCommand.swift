internal import ArgumentParser
internal import ManagementAPI

/// The command `proxyd service external show`.
struct ServiceExternalShowCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show an external service.")

    @Argument(help: "Name of the service.")
    var name: String

    @OptionGroup var api: APIOptions

    func call(_ settings: Settings) throws -> ManagementCall {
        ManagementCall("service.show", name)
    }
}
