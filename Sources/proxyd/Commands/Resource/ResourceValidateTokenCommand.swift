internal import ArgumentParser
internal import ManagementAPI
internal import ProxyModel

/// The command `proxyd resource validate-token`.
struct ResourceValidateTokenCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "validate-token", abstract: "Tell whether an access token is good for a resource, and why not.")

    @Argument(help: "Address of the resource; https:// may be left out.")
    var uri: String

    @Flag(help: "Read the access token from standard input: its first line.")
    var tokenStdin = false

    @Option(help: "Scopes that it must have, with commas.")
    var scopes: String?

    @OptionGroup var api: APIOptions

    func call(_ settings: Settings) throws -> ManagementCall {
        guard tokenStdin else {
            throw CommandFailure(.usage, "proxyd: pass --token-stdin and the access token on standard input")
        }
        var body: JSONObject = ["token": .string(api.dryRun ? "(token)" : try PasswordInput.read("token"))]
        if let scopes { body.append("scopes", .list(scopes)) }
        return ManagementCall("resource.validate-token", uri, body: .object(body))
    }
}
