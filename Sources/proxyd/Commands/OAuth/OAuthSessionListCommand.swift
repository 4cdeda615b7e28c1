internal import ArgumentParser
internal import ManagementAPI

/// The command `proxyd oauth session list`.
struct OAuthSessionListCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the browsers that are signed in.")

    @Argument(help: "Name or subject of a user.")
    var user: String?

    @OptionGroup var api: APIOptions

    func call(_ settings: Settings) throws -> ManagementCall {
        ManagementCall("oauth.session.list", query: user.map { [.init("user", $0)] } ?? [])
    }
}
