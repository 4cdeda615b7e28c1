internal import ArgumentParser
internal import ManagementAPI
internal import ProxyModel

/// The command `proxyd oauth routes-setup`.
struct OAuthRoutesSetupCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "routes-setup", abstract: "Make a host the authorization server.")

    @Argument(help: "Host of the authorization server.")
    var host: String

    @Flag(help: "Write routes anew that are there.")
    var force = false

    @OptionGroup var api: APIOptions

    func call(_ settings: Settings) throws -> ManagementCall {
        var body: JSONObject = ["oauth_domain": .string(host)]
        if force { body.append("force", true) }
        return ManagementCall("oauth.routes.setup", body: .object(body))
    }
}
