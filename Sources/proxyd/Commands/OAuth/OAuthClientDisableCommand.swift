internal import ArgumentParser
internal import ManagementAPI
internal import ProxyModel

/// The command `proxyd oauth client disable`.
struct OAuthClientDisableCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "disable", abstract: "Refuse a client, and end what it holds.")

    @Argument(help: "Identifier of the client.")
    var client: String

    @OptionGroup var api: APIOptions

    func call(_ settings: Settings) throws -> ManagementCall {
        ManagementCall("oauth.client.update", client, body: ["disabled": true])
    }
}
