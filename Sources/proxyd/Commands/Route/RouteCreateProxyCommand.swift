internal import ArgumentParser
internal import ManagementAPI
internal import ProxyModel

/// The command `proxyd route create-proxy`.
struct RouteCreateProxyCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "create-proxy", abstract: "Add a route for some hosts.")

    @OptionGroup var target: RouteTargetArguments

    @Argument(help: "Host names of the proxies, with commas.")
    var hostnames: String

    @OptionGroup var rule: RouteRuleArguments
    @OptionGroup var api: APIOptions

    func call(_ settings: Settings) throws -> ManagementCall {
        var body = try rule.body(target, defaultPriority: 500)
        body.append("scope", "proxy")
        body.append("proxy_hostnames", .list(hostnames))
        return ManagementCall("route.create", body: .object(body))
    }

    func remarks(_ client: ManagementClient) async -> [String] { await target.remarks(client) }
}
