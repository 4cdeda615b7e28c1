internal import ArgumentParser
internal import ManagementAPI
internal import ProxyModel

/// The command `proxyd oauth user create`.
struct OAuthUserCreateCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "create", abstract: "Make an account that can sign in.")

    @Argument(help: "Name of the account.")
    var name: String

    @OptionGroup var account: AccountFields
    @OptionGroup var api: APIOptions

    func call(_ settings: Settings) throws -> ManagementCall {
        guard account.passwordStdin else {
            throw CommandFailure(.usage, "proxyd: pass --password-stdin and the password on standard input")
        }
        var body: JSONObject = ["name": .string(name)]
        try account.add(to: &body, dryRun: api.dryRun)
        return ManagementCall("oauth.user.create", body: .object(body))
    }
}
