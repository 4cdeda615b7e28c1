internal import ArgumentParser
internal import ManagementAPI
internal import ProxyModel

struct OAuthUserCreateCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "create", abstract: "Make an account that can sign in.")

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
        guard passwordStdin else {
            throw CommandFailure(.usage, "proxyd: pass --password-stdin and the password on standard input")
        }
        var body: JSONObject = ["name": .string(name)]
        body.append("password", .string(api.dryRun ? "(password)" : try PasswordInput.read()))
        if let email { body.append("email", .string(email)) }
        if let displayName { body.append("display_name", .string(displayName)) }
        if let groups { body.append("groups", .list(groups)) }
        return ManagementCall("oauth.user.create", body: .object(body))
    }
}
