internal import ArgumentParser
internal import ManagementAPI

/// The command `proxyd oauth provider list`.
struct OAuthProviderListCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the identity providers.")

    @OptionGroup var api: APIOptions

    func call(_ settings: Settings) throws -> ManagementCall {
        ManagementCall("oauth.provider.list")
    }
}
