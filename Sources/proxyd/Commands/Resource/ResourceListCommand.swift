internal import ArgumentParser
internal import ManagementAPI

/// The command `proxyd resource list`.
struct ResourceListCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the protected resources.")

    @OptionGroup var api: APIOptions

    func call(_ settings: Settings) throws -> ManagementCall {
        ManagementCall("resource.list")
    }
}
