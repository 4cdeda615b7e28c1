internal import ArgumentParser
internal import ManagementAPI
internal import ProxyModel

/// The command `proxyd oauth provider create`.
struct OAuthProviderCreateCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "create", abstract: "Let users sign in by GitHub or by an OpenID Connect provider.")

    @Argument(help: "Name of the provider.")
    var name: String

    @Argument(help: "github or oidc.")
    var kind: String

    @Argument(help: "The issuer (oidc), or the web origin (github).")
    var issuer: String

    @Argument(help: "What the provider knows this server by.")
    var clientID: String

    @Flag(help: "Read the client secret from standard input: its first line.")
    var secretStdin = false

    @Option(help: "What the sign-in button says.")
    var label: String?

    @OptionGroup var others: BodyFields

    @OptionGroup var api: APIOptions

    func call(_ settings: Settings) throws -> ManagementCall {
        var body: JSONObject = [
            "name": .string(name), "kind": .string(kind), "issuer": .string(issuer), "client_id": .string(clientID),
        ]
        if secretStdin { body.append("client_secret", .string(api.dryRun ? "(secret)" : try PasswordInput.read())) }
        if let label { body.append("label", .string(label)) }
        try others.add(to: &body)
        return ManagementCall("oauth.provider.create", body: .object(body))
    }
}
