internal import ArgumentParser
internal import ManagementAPI
internal import ProxyModel

/// The command `proxyd oauth provider update`.
struct OAuthProviderUpdateCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "update", abstract: "Change an identity provider; what is not given stays.")

    @Argument(help: "Name of the provider.")
    var name: String

    @Flag(help: "Read a new client secret from standard input: its first line.")
    var secretStdin = false

    @OptionGroup var others: BodyFields

    @OptionGroup var api: APIOptions

    func call(_ settings: Settings) throws -> ManagementCall {
        var body = JSONObject()
        if secretStdin {
            body.append("client_secret", .string(api.dryRun ? "(secret)" : try PasswordInput.read("secret")))
        }
        try others.add(to: &body)
        guard !body.members.isEmpty else { throw CommandFailure(.usage, "proxyd: nothing to change was given") }
        return ManagementCall("oauth.provider.update", name, body: .object(body))
    }
}
