internal import ArgumentParser
internal import ManagementAPI
internal import ProxyModel

struct RouteListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the routes, the highest priority first.")

    @Argument(help: "Only routes of this scope: global, proxy or all.")
    var scope = "all"

    @OptionGroup var api: APIOptions

    func run() async throws {
        guard ["all", "global", "proxy"].contains(scope) else {
            throw CommandFailure(.usage, "proxyd: scope: '\(scope)' is not one of all, global, proxy")
        }
        let call = ManagementCall("GET", "routes")
        guard !api.dryRun else { return print(call.dryRunText) }
        let routes = try await api.client(api.settings()).collect(call)
        let shown = scope == "all" ? routes : routes.filter { $0["scope"]?.stringValue == scope }
        let columns = [
            "route_id", "path_pattern", "match", "target_type", "target_value", "priority", "methods", "scope",
            "proxy_hostnames", "auth", "enabled", "description",
        ]
        api.show(.array(shown), as: .rows(columns))
    }
}
