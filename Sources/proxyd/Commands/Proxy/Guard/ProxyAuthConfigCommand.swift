internal import ArgumentParser
internal import ManagementAPI
internal import ProxyModel

/// The command `proxyd proxy auth config`.
struct ProxyAuthConfigCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "config", abstract: "Change who may pass the guard of a host; what is not given stays.")

    @Argument(help: "Host name of the proxy.")
    var hostname: String

    @Argument(help: "Users that are let in, with commas; * is everybody who signed in.")
    var users: String?

    @Argument(help: "E-mail addresses or globs that are let in, with commas.")
    var emails: String?

    @Argument(help: "Groups of which one is needed, with commas.")
    var groups: String?

    @Argument(help: "Scopes of which one is needed, with commas.")
    var allowedScopes: String?

    @Argument(help: "Audiences that are accepted besides the resource, with commas.")
    var allowedAudiences: String?

    @Option(help: "Identity providers that users may come from, with commas; local is proxyd itself.")
    var providers: String?

    @OptionGroup var others: BodyFields

    @OptionGroup var api: APIOptions

    func call(_ settings: Settings) throws -> ManagementCall {
        var body = JSONObject()
        if let users { body.append("auth_required_users", .list(users)) }
        if let emails { body.append("auth_required_emails", .list(emails)) }
        if let groups { body.append("auth_required_groups", .list(groups)) }
        if let providers { body.append("auth_providers", .list(providers)) }
        if let allowedScopes { body.append("auth_allowed_scopes", .list(allowedScopes)) }
        if let allowedAudiences { body.append("auth_allowed_audiences", .list(allowedAudiences)) }
        try others.add(to: &body)
        guard !body.members.isEmpty else { throw CommandFailure(.usage, "proxyd: nothing to change was given") }
        return ManagementCall("proxy.update", hostname, body: .object(body))
    }
}
