internal import ArgumentParser
internal import ManagementAPI

/// The command `proxyd oauth api-key list`.
struct OAuthAPIKeyListCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the personal API keys of users.")

    @Argument(help: "Name or subject of a user.")
    var user: String?

    @OptionGroup var api: APIOptions

    func call(_ settings: Settings) throws -> ManagementCall {
        ManagementCall("oauth.api-key.list", query: user.map { [.init("user", $0)] } ?? [])
    }
}
