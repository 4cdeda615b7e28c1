internal import ArgumentParser
internal import ManagementAPI
internal import ProxyModel

/// The command `proxyd oauth client untrust`.
struct OAuthClientUntrustCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "untrust", abstract: "Consent is asked for a client again.")

    @Argument(help: "Identifier of the client.")
    var client: String

    @OptionGroup var api: APIOptions

    func call(_ settings: Settings) throws -> ManagementCall {
        ManagementCall("oauth.client.update", client, body: ["trusted": false])
    }
}
