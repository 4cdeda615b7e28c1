internal import ArgumentParser
internal import ManagementAPI

/// The command `proxyd route show`.
struct RouteShowCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show a route.")

    @Argument(help: "Identifier of the route.")
    var route: String

    @OptionGroup var api: APIOptions

    func call(_ settings: Settings) throws -> ManagementCall {
        ManagementCall("route.show", route)
    }
}
