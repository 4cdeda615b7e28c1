internal import ArgumentParser
internal import ManagementAPI

/// The command `proxyd service external list`.
struct ServiceExternalListCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the external services.")

    @OptionGroup var api: APIOptions

    func call(_ settings: Settings) throws -> ManagementCall {
        ManagementCall("service.list")
    }
}
