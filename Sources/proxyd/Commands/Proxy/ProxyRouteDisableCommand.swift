internal import ArgumentParser
internal import ManagementAPI

/// The command `proxyd proxy routes disable`.
struct ProxyRouteDisableCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "disable", abstract: "Disable one route for a proxy.")

    @Argument(help: "Host name of the proxy.")
    var hostname: String

    @Argument(help: "Identifier of the route.")
    var route: String

    @OptionGroup var api: APIOptions

    var presentation: Presentation? { .sentence("Disabled \(route) for \(hostname).") }

    func call(_ settings: Settings) throws -> ManagementCall {
        ManagementCall("proxy.routes.disable", hostname, route)
    }
}
