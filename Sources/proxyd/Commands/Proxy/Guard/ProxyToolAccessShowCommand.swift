internal import ArgumentParser
internal import ManagementAPI

/// The command `proxyd proxy tool-access show`.
struct ProxyToolAccessShowCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show who may see and call which tools of a host.")

    @Argument(help: "Host name of the proxy.")
    var hostname: String

    @OptionGroup var api: APIOptions

    func call(_ settings: Settings) throws -> ManagementCall {
        ManagementCall("proxy.tools.show", hostname)
    }
}
