internal import ArgumentParser
internal import ManagementAPI
internal import ProxyModel

/// The command `proxyd route create`.
struct RouteCreateCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "create", abstract: "Add a route for all hosts.")

    @OptionGroup var target: RouteTargetArguments

    @OptionGroup var rule: RouteRuleArguments
    @OptionGroup var api: APIOptions

    func call(_ settings: Settings) throws -> ManagementCall {
        ManagementCall("route.create", body: .object(try rule.body(target, defaultPriority: 50)))
    }

    func remarks(_ client: ManagementClient) async -> [String] { await target.remarks(client) }
}
