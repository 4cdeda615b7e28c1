internal import ArgumentParser
internal import ManagementAPI
internal import ProxyModel

/// The command `proxyd proxy oauth-server set`.
struct ProxyOAuthServerSetCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "set", abstract: "Change what the authorization server's metadata says for a host.")

    @Argument(help: "Host name of the proxy.")
    var hostname: String

    @Argument(help: "Issuer that is announced.")
    var issuer: String?

    @Argument(help: "Scopes, with commas.")
    var scopes: String?

    @Argument(help: "Grant types, with commas.")
    var grantTypes: String?

    @Argument(help: "Response types, with commas.")
    var responseTypes: String?

    @Argument(help: "Client authentication methods, with commas.")
    var tokenAuthMethods: String?

    @Argument(help: "Claims, with commas.")
    var claims: String?

    @Argument(help: "true announces PKCE as required.")
    var pkceRequired: String?

    @Argument(help: "A JSON object whose members are added.")
    var customMetadata: String?

    @Argument(help: "true replaces the defaults.")
    var overrideDefaults: String?

    @OptionGroup var others: BodyFields

    @OptionGroup var api: APIOptions

    func call(_ settings: Settings) throws -> ManagementCall {
        var body = JSONObject()
        if let issuer { body.append("issuer", .string(issuer)) }
        if let scopes { body.append("scopes", .list(scopes)) }
        if let grantTypes { body.append("grant_types", .list(grantTypes)) }
        if let responseTypes { body.append("response_types", .list(responseTypes)) }
        if let tokenAuthMethods { body.append("token_auth_methods", .list(tokenAuthMethods)) }
        if let claims { body.append("claims", .list(claims)) }
        if let pkceRequired {
            body.append("pkce_required", .bool(try Choice.parse(pkceRequired, default: false, for: "pkce-required")))
        }
        if let customMetadata { body.append("custom_metadata", try .object(customMetadata, for: "custom-metadata")) }
        if let overrideDefaults {
            body.append(
                "override_defaults", .bool(try Choice.parse(overrideDefaults, default: false, for: "override-defaults"))
            )
        }
        try others.add(to: &body)
        return ManagementCall("proxy.oauth-server.set", hostname, body: .object(body))
    }
}
