internal import ArgumentParser
internal import ManagementAPI

/// The command `proxyd oauth provider delete`.
struct OAuthProviderDeleteCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "delete", abstract: "Delete an identity provider.")

    @Argument(help: "Name of the provider.")
    var name: String

    @OptionGroup var api: APIOptions

    var presentation: Presentation? { .sentence("Deleted \(name).") }

    func call(_ settings: Settings) throws -> ManagementCall {
        ManagementCall("oauth.provider.delete", name)
    }
}
