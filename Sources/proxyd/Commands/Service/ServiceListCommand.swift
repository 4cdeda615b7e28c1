internal import ArgumentParser
internal import ManagementAPI

/// The command `proxyd service list`.
struct ServiceListCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the services.")

    @OptionGroup var api: APIOptions

    func call(_ settings: Settings) throws -> ManagementCall {
        ManagementCall("service.list")
    }
}
