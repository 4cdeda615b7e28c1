internal import ArgumentParser
internal import ManagementAPI

/// The command `proxyd route delete`.
struct RouteDeleteCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "delete", abstract: "Delete a route.")

    @Argument(help: "Identifier of the route.")
    var route: String

    @OptionGroup var api: APIOptions

    var presentation: Presentation? { .sentence("Deleted \(route).") }

    func call(_ settings: Settings) throws -> ManagementCall {
        ManagementCall("route.delete", route)
    }
}
