internal import ArgumentParser
internal import ManagementAPI

/// The command `proxyd oauth health`.
struct OAuthHealthCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "health", abstract: "Tell whether users can sign in, and what is missing.")

    @OptionGroup var api: APIOptions

    func call(_ settings: Settings) throws -> ManagementCall {
        ManagementCall("oauth.health")
    }
}
