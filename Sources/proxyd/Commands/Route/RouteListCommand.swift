internal import ArgumentParser
internal import ManagementAPI

/// The command `proxyd route list`.
struct RouteListCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the routes, the higher priority first.")

    @Argument(help: "Only routes of this scope: global, proxy or all.")
    var scope: String?

    @OptionGroup var api: APIOptions

    func call(_ settings: Settings) throws -> ManagementCall {
        ManagementCall("route.list", query: scope.map { [.init("scope", $0)] } ?? [])
    }
}
