internal import ArgumentParser
internal import ManagementAPI

/// The command `proxyd oauth routes-status`.
struct OAuthRoutesStatusCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "routes-status", abstract: "Tell whether a host is an authorization server.")

    @Argument(help: "The host.")
    var host: String

    @OptionGroup var api: APIOptions

    func call(_ settings: Settings) throws -> ManagementCall {
        ManagementCall("oauth.routes.status", query: [.init("domain", host)])
    }
}
