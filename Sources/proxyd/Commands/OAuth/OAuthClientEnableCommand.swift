internal import ArgumentParser
internal import ManagementAPI
internal import ProxyModel

/// The command `proxyd oauth client enable`.
struct OAuthClientEnableCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "enable", abstract: "Accept a client again.")

    @Argument(help: "Identifier of the client.")
    var client: String

    @OptionGroup var api: APIOptions

    func call(_ settings: Settings) throws -> ManagementCall {
        ManagementCall("oauth.client.update", client, body: ["disabled": false])
    }
}
