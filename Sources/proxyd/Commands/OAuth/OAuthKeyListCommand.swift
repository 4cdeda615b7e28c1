internal import ArgumentParser
internal import ManagementAPI

/// The command `proxyd oauth key list`.
struct OAuthKeyListCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the keys that access tokens are signed with.")

    @OptionGroup var api: APIOptions

    func call(_ settings: Settings) throws -> ManagementCall {
        ManagementCall("oauth.key.list")
    }
}
