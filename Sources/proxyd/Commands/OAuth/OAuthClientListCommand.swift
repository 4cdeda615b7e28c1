internal import ArgumentParser
internal import ManagementAPI

/// The command `proxyd oauth client list`.
struct OAuthClientListCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the clients that are written down or were seen of late.")

    @Argument(help: "true leaves out those that are disabled.")
    var activeOnly: String?

    @OptionGroup var api: APIOptions

    func call(_ settings: Settings) throws -> ManagementCall {
        let isActiveOnly = try Choice.parse(activeOnly, default: false, for: "active-only")
        return ManagementCall("oauth.client.list", query: isActiveOnly ? [.init("active_only", "true")] : [])
    }
}
