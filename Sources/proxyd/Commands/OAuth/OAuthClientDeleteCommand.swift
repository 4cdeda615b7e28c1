internal import ArgumentParser
internal import ManagementAPI

/// The command `proxyd oauth client delete`.
struct OAuthClientDeleteCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "delete", abstract: "End the registration of a client, and everything that it holds.")

    @Argument(help: "Identifier of the client.")
    var client: String

    @OptionGroup var api: APIOptions

    var presentation: Presentation? { .sentence("Deleted \(client).") }

    func call(_ settings: Settings) throws -> ManagementCall {
        ManagementCall("oauth.client.delete", client)
    }
}
