internal import ArgumentParser
internal import ManagementAPI
internal import ProxyModel

/// The command `proxyd oauth provider create`.
struct OAuthProviderCreateCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "create", abstract: "Let users sign in by GitHub or by an OpenID Connect provider.")

    @Argument(help: "Name of the provider.")
    var name: String

    @Argument(help: "github or oidc, or a preset: entra, google, okta or keycloak.")
    var kind: String

    @Argument(
        help: ArgumentHelp(
            "The issuer (oidc), the web origin (github), the directory (tenant) ID (entra), accounts.google.com (google), "
                + "the domain (okta), or host/realm (keycloak).", valueName: "issuer"))
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
        ManagementCall("oauth.provider.create", body: .object(try body()))
    }

    /// The body of the call; throws `CommandFailure` for a place that is none of the preset's.
    func body() throws -> JSONObject {
        var body = JSONObject()
        if let preset = ProviderPreset.all.first(where: { $0.name == kind }) {
            guard let address = preset.issuer(of: issuer) else {
                throw CommandFailure(
                    .usage, "proxyd: ISSUER: '\(issuer)' is not what \(preset.label) is found by: \(preset.place)")
            }
            body = [
                "name": .string(name), "kind": "oidc", "issuer": .string(address), "client_id": .string(clientID),
                "label": .string(label ?? preset.label), "scopes": .array(preset.scopes.map { .string($0) }),
            ]
        } else {
            body = [
                "name": .string(name), "kind": .string(kind), "issuer": .string(issuer), "client_id": .string(clientID),
            ]
            if let label { body.append("label", .string(label)) }
        }
        if secretStdin {
            body.append("client_secret", .string(api.dryRun ? "(secret)" : try PasswordInput.read("secret")))
        }
        try others.add(to: &body)
        return body
    }
}
