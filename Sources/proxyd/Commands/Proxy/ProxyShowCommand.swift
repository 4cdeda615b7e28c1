internal import ArgumentParser
internal import ManagementAPI

/// The command `proxyd proxy show`.
struct ProxyShowCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show a proxy.")

    @Argument(help: "Host name of the proxy.")
    var hostname: String

    @OptionGroup var api: APIOptions

    func call(_ settings: Settings) throws -> ManagementCall {
        ManagementCall("proxy.show", hostname)
    }
}
