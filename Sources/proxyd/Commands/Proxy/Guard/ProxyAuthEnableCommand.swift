internal import ArgumentParser
internal import ManagementAPI
internal import ProxyModel

/// The command `proxyd proxy auth enable`.
struct ProxyAuthEnableCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "enable", abstract: "Guard a host: requests need a token of an authorization server.")

    @Argument(help: "Host name of the proxy.")
    var hostname: String

    @Argument(help: "Host of the authorization server.")
    var authProxy: String

    @Argument(help: "forward (401 without a token), redirect (browsers sign in) or passthrough.")
    var mode: String?

    @Argument(help: "Scopes of which one is needed, with commas.")
    var allowedScopes: String?

    @Argument(help: "Audiences that are accepted besides the resource, with commas.")
    var allowedAudiences: String?

    @Option(help: "Users that are let in, with commas; * is everybody who signed in.")
    var users: String?

    @Option(help: "E-mail addresses or globs that are let in, with commas.")
    var emails: String?

    @Option(help: "Groups of which one is needed, with commas.")
    var groups: String?

    @Option(help: "Identity providers that users may come from, with commas; local is proxyd itself.")
    var providers: String?

    @OptionGroup var others: BodyFields

    @OptionGroup var api: APIOptions

    func call(_ settings: Settings) throws -> ManagementCall {
        var body: JSONObject = ["auth_proxy": .string(authProxy)]
        if let mode { body.append("mode", .string(mode)) }
        if let users { body.append("required_users", .list(users)) }
        if let emails { body.append("required_emails", .list(emails)) }
        if let groups { body.append("required_groups", .list(groups)) }
        if let providers { body.append("providers", .list(providers)) }
        if let allowedScopes { body.append("allowed_scopes", .list(allowedScopes)) }
        if let allowedAudiences { body.append("allowed_audiences", .list(allowedAudiences)) }
        try others.add(to: &body)
        return ManagementCall("proxy.auth.set", hostname, body: .object(body))
    }
}
