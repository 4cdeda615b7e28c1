internal import ArgumentParser
internal import ManagementAPI

/// The command `proxyd proxy resource show`.
struct ProxyResourceShowCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show what a host announces.")

    @Argument(help: "Host name of the proxy.")
    var hostname: String

    @OptionGroup var api: APIOptions

    func call(_ settings: Settings) throws -> ManagementCall {
        ManagementCall("proxy.resource.show", hostname)
    }
}
