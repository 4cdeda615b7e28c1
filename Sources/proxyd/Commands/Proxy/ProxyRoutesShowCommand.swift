internal import ArgumentParser
internal import ManagementAPI

/// The command `proxyd proxy routes show`.
struct ProxyRoutesShowCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show which routes apply.")

    @Argument(help: "Host name of the proxy.")
    var hostname: String

    @OptionGroup var api: APIOptions

    func call(_ settings: Settings) throws -> ManagementCall {
        ManagementCall("proxy.routes.list", hostname)
    }
}
