internal import ArgumentParser
internal import ManagementAPI

/// The command `proxyd oauth consent list`.
struct OAuthConsentListCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List what users allowed clients.")

    @Argument(help: "Name or subject of a user.")
    var user: String?

    @OptionGroup var api: APIOptions

    func call(_ settings: Settings) throws -> ManagementCall {
        ManagementCall("oauth.consent.list", query: user.map { [.init("user", $0)] } ?? [])
    }
}
