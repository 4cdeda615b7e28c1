internal import ArgumentParser
internal import ManagementAPI
internal import ProxyModel

/// The command `proxyd oauth api-key create`.
struct OAuthAPIKeyCreateCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "create", abstract: "Make a personal API key for a user; it is shown this once.")

    @Argument(help: "Name of the account.")
    var user: String

    @Argument(help: "What the key is for.")
    var label: String

    @Argument(help: "What it allows, with commas.")
    var scopes: String?

    @Option(help: "When it ends, such as 2027-01-31T12:00:00Z.")
    var expiresAt: String?

    @OptionGroup var api: APIOptions

    var presentation: Presentation? { .text(member: "key") }

    func call(_ settings: Settings) throws -> ManagementCall {
        var body: JSONObject = ["user": .string(user), "label": .string(label)]
        if let scopes { body.append("scopes", .list(scopes)) }
        if let expiresAt { body.append("expires_at", .string(expiresAt)) }
        return ManagementCall("oauth.api-key.create", body: .object(body))
    }
}
