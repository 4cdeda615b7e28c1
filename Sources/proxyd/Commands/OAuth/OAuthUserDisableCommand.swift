internal import ArgumentParser
internal import ManagementAPI
internal import ProxyModel

/// The command `proxyd oauth user disable`.
struct OAuthUserDisableCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "disable", abstract: "Keep an account from signing in, and end its sessions and tokens.")

    @Argument(help: "Name of the account.")
    var name: String

    @OptionGroup var api: APIOptions

    var presentation: Presentation? { .sentence("Disabled \(name).") }

    func call(_ settings: Settings) throws -> ManagementCall {
        ManagementCall("oauth.user.update", name, body: ["disabled": true])
    }
}
