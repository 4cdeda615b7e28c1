internal import ArgumentParser
internal import ManagementAPI

/// The command `proxyd proxy oauth-server show`.
struct ProxyOAuthServerShowCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show what the metadata says for a host.")

    @Argument(help: "Host name of the proxy.")
    var hostname: String

    @OptionGroup var api: APIOptions

    func call(_ settings: Settings) throws -> ManagementCall {
        ManagementCall("proxy.oauth-server.show", hostname)
    }
}
