internal import ArgumentParser
internal import ManagementAPI
internal import ProxyModel

/// The command `proxyd oauth client trust`.
struct OAuthClientTrustCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "trust", abstract: "No consent is asked for a client.")

    @Argument(help: "Identifier of the client.")
    var client: String

    @OptionGroup var api: APIOptions

    func call(_ settings: Settings) throws -> ManagementCall {
        ManagementCall("oauth.client.update", client, body: ["trusted": true])
    }
}
