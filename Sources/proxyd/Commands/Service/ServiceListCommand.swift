internal import ArgumentParser
internal import ManagementAPI

struct ServiceListCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the services.")

    @OptionGroup var api: APIOptions

    func call(_ settings: Settings) throws -> ManagementCall {
        ManagementCall("service.list")
    }
}
