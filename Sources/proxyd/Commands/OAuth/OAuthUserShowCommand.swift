internal import ArgumentParser
internal import ManagementAPI

/// The command `proxyd oauth user show`.
struct OAuthUserShowCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show an account.")

    @Argument(help: "Name of the account.")
    var name: String

    @OptionGroup var api: APIOptions

    func call(_ settings: Settings) throws -> ManagementCall {
        ManagementCall("oauth.user.show", name)
    }
}
