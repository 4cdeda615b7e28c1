internal import ArgumentParser
internal import ManagementAPI
internal import ProxyModel

/// The command `proxyd proxy enable`.
struct ProxyEnableCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "enable", abstract: "Serve a host again.")

    @Argument(help: "Host name of the proxy.")
    var hostname: String

    @OptionGroup var api: APIOptions

    var presentation: Presentation? { .sentence("Enabled \(hostname).") }

    func call(_ settings: Settings) throws -> ManagementCall {
        ManagementCall("proxy.enable", hostname)
    }
}
