internal import ArgumentParser
internal import ManagementAPI

/// The command `proxyd oauth user list`.
struct OAuthUserListCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the accounts.")

    @OptionGroup var api: APIOptions

    func call(_ settings: Settings) throws -> ManagementCall {
        ManagementCall("oauth.user.list")
    }
}
