internal import ArgumentParser
internal import ManagementAPI

/// The command `proxyd oauth client show`.
struct OAuthClientShowCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show a client.")

    @Argument(help: "Identifier of the client.")
    var client: String

    @OptionGroup var api: APIOptions

    func call(_ settings: Settings) throws -> ManagementCall {
        ManagementCall("oauth.client.show", client)
    }
}
