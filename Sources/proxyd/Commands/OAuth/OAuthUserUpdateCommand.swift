internal import ArgumentParser
internal import ManagementAPI
internal import ProxyModel

struct OAuthUserUpdateCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "update", abstract: "Change an account; what is not given stays.")

    @Argument(help: "Name of the account.")
    var name: String

    @Flag(help: "Read the password from standard input: its first line.")
    var passwordStdin = false

    @Option(help: "E-mail address.")
    var email: String?

    @Option(help: "Name for people.")
    var displayName: String?

    @Option(help: "Groups, with commas.")
    var groups: String?

    @OptionGroup var api: APIOptions

    func call(_ settings: Settings) throws -> ManagementCall {
        var body = JSONObject()
        if passwordStdin { body.append("password", .string(api.dryRun ? "(password)" : try PasswordInput.read())) }
        if let email { body.append("email", email.isEmpty ? .null : .string(email)) }
        if let displayName { body.append("display_name", displayName.isEmpty ? .null : .string(displayName)) }
        if let groups { body.append("groups", .list(groups)) }
        guard !body.members.isEmpty else { throw CommandFailure(.usage, "proxyd: nothing to change was given") }
        return ManagementCall("oauth.user.update", name, body: .object(body))
    }
}
