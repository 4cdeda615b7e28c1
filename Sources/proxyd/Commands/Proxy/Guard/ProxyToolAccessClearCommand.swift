internal import ArgumentParser
internal import ManagementAPI

/// The command `proxyd proxy tool-access clear`.
struct ProxyToolAccessClearCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "clear", abstract: "Open all tools of a host to everybody who may use it.")

    @Argument(help: "Host name of the proxy.")
    var hostname: String

    @OptionGroup var api: APIOptions

    var presentation: Presentation? { .sentence("All tools of \(hostname) are open.") }

    func call(_ settings: Settings) throws -> ManagementCall {
        ManagementCall("proxy.tools.clear", hostname)
    }
}
