internal import ArgumentParser
internal import ManagementAPI
internal import ProxyModel

/// The command `proxyd oauth token revoke`.
struct OAuthTokenRevokeCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "revoke", abstract: "End access before its time, on every node.")

    @Option(help: "One access token, by its claim jti.")
    var jti: String?

    @Option(help: "One authorization, by its claim grant.")
    var grant: String?

    @Option(help: "Name or subject of a user.")
    var user: String?

    @Option(help: "Identifier of a client; with a user, what it holds for that user.")
    var client: String?

    @OptionGroup var api: APIOptions

    var presentation: Presentation? { .sentence("The access was ended.") }

    func call(_ settings: Settings) throws -> ManagementCall {
        var body = JSONObject()
        if let jti { body.append("jti", .string(jti)) }
        if let grant { body.append("grant", .string(grant)) }
        if let user { body.append("user", .string(user)) }
        if let client { body.append("client_id", .string(client)) }
        guard !body.members.isEmpty else {
            throw CommandFailure(.usage, "proxyd: pass --jti, --grant, --user, --client, or --user and --client")
        }
        return ManagementCall("oauth.token.revoke", body: .object(body))
    }
}
