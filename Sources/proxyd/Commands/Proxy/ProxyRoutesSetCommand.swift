internal import ArgumentParser
internal import ManagementAPI
internal import ProxyModel

/// The command `proxyd proxy routes set`.
struct ProxyRoutesSetCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "set", abstract: "Set which routes apply.")

    @Argument(help: "Host name of the proxy.")
    var hostname: String

    @Argument(help: "all, selective or none.")
    var mode: String

    @Argument(help: "Routes that apply in mode selective, with commas.")
    var enabledRoutes: String?

    @Argument(help: "Routes that do not apply in mode all, with commas.")
    var disabledRoutes: String?

    @OptionGroup var api: APIOptions

    func call(_ settings: Settings) throws -> ManagementCall {
        var body = JSONObject()
        body.append("route_mode", .string(mode))
        if let enabledRoutes { body.append("enabled_routes", .list(enabledRoutes)) }
        if let disabledRoutes { body.append("disabled_routes", .list(disabledRoutes)) }
        return ManagementCall("proxy.routes.update", hostname, body: .object(body))
    }
}
