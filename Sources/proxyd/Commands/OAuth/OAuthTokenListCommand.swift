internal import ArgumentParser
internal import ManagementAPI

/// The command `proxyd oauth token list`.
struct OAuthTokenListCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List what clients hold for users.")

    @Argument(help: "Name or subject of a user.")
    var user: String?

    @OptionGroup var api: APIOptions

    func call(_ settings: Settings) throws -> ManagementCall {
        ManagementCall("oauth.token.list", query: user.map { [.init("user", $0)] } ?? [])
    }
}
