internal import ArgumentParser
internal import ManagementAPI
internal import ProxyModel

/// The command `proxyd oauth user update`.
struct OAuthUserUpdateCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "update", abstract: "Change an account; what is not given stays.")

    @Argument(help: "Name of the account.")
    var name: String

    @OptionGroup var account: AccountFields
    @OptionGroup var api: APIOptions

    func call(_ settings: Settings) throws -> ManagementCall {
        var body = JSONObject()
        try account.add(to: &body, dryRun: api.dryRun)
        guard !body.members.isEmpty else { throw CommandFailure(.usage, "proxyd: nothing to change was given") }
        return ManagementCall("oauth.user.update", name, body: .object(body))
    }
}
