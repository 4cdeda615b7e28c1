internal import ArgumentParser
internal import ManagementAPI

/// The command `proxyd proxy oauth-server clear`.
struct ProxyOAuthServerClearCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "clear", abstract: "Let the metadata say the same for a host as for all.")

    @Argument(help: "Host name of the proxy.")
    var hostname: String

    @OptionGroup var api: APIOptions

    var presentation: Presentation? { .sentence("The metadata says nothing of its own for \(hostname) any more.") }

    func call(_ settings: Settings) throws -> ManagementCall {
        ManagementCall("proxy.oauth-server.clear", hostname)
    }
}
