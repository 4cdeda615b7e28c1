internal import ArgumentParser
internal import ManagementAPI

/// The command `proxyd oauth api-key delete`.
struct OAuthAPIKeyDeleteCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "delete", abstract: "Delete a personal API key.")

    @Argument(help: "The public part of the key.")
    var id: String

    @OptionGroup var api: APIOptions

    var presentation: Presentation? { .sentence("Deleted \(id).") }

    func call(_ settings: Settings) throws -> ManagementCall {
        ManagementCall("oauth.api-key.delete", id)
    }
}
