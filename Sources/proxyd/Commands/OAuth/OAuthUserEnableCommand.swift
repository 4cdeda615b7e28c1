internal import ArgumentParser
internal import ManagementAPI
internal import ProxyModel

/// The command `proxyd oauth user enable`.
struct OAuthUserEnableCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "enable", abstract: "Let an account sign in again.")

    @Argument(help: "Name of the account.")
    var name: String

    @OptionGroup var api: APIOptions

    var presentation: Presentation? { .sentence("Enabled \(name).") }

    func call(_ settings: Settings) throws -> ManagementCall {
        ManagementCall("oauth.user.update", name, body: ["disabled": false])
    }
}
