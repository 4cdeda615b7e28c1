internal import ArgumentParser
internal import ManagementAPI

/// The command `proxyd oauth provider show`.
struct OAuthProviderShowCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show an identity provider.")

    @Argument(help: "Name of the provider.")
    var name: String

    @OptionGroup var api: APIOptions

    func call(_ settings: Settings) throws -> ManagementCall {
        ManagementCall("oauth.provider.show", name)
    }
}
