internal import ArgumentParser
internal import ManagementAPI
internal import ProxyModel

/// The command `proxyd oauth client register`.
struct OAuthClientRegisterCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "register", abstract: "Register a client; its secret is shown this once.")

    @Argument(help: "What the client is called.")
    var name: String

    @Argument(help: "Where codes are sent to, or several with commas.")
    var redirectURI = "urn:ietf:wg:oauth:2.0:oob"

    @Argument(help: "Scopes that it may have, with spaces.")
    var scope: String?

    @Option(help: "Grant types, with commas.")
    var grantTypes: String?

    @Option(help: "none, client_secret_basic, client_secret_post or private_key_jwt.")
    var authMethod: String?

    @Option(help: "The authorization server, https://host.")
    var issuer: String?

    @OptionGroup var others: BodyFields

    @OptionGroup var api: APIOptions

    func call(_ settings: Settings) throws -> ManagementCall {
        var body: JSONObject = ["client_name": .string(name), "redirect_uris": .list(redirectURI)]
        if let scope { body.append("scope", .string(scope)) }
        if let grantTypes { body.append("grant_types", .list(grantTypes)) }
        if let authMethod { body.append("token_endpoint_auth_method", .string(authMethod)) }
        if let issuer { body.append("issuer", .string(issuer)) }
        try others.add(to: &body)
        return ManagementCall("oauth.client.register", body: .object(body))
    }
}
