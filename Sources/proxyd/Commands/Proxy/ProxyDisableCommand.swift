internal import ArgumentParser
internal import ManagementAPI
internal import ProxyModel

/// The command `proxyd proxy disable`.
struct ProxyDisableCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "disable", abstract: "Stop serving a host without deleting its proxy.")

    @Argument(help: "Host name of the proxy.")
    var hostname: String

    @OptionGroup var api: APIOptions

    var presentation: Presentation? { .sentence("Disabled \(hostname).") }

    func call(_ settings: Settings) throws -> ManagementCall {
        ManagementCall("proxy.disable", hostname)
    }
}
