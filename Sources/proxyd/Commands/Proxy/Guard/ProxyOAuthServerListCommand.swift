internal import ArgumentParser
internal import ManagementAPI

/// The command `proxyd proxy oauth-server list`.
struct ProxyOAuthServerListCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the hosts for which the metadata says something of its own.")

    @OptionGroup var api: APIOptions

    func call(_ settings: Settings) throws -> ManagementCall {
        ManagementCall("proxy.oauth-server.list")
    }
}
