internal import ArgumentParser
internal import ManagementAPI

/// The command `proxyd proxy auth show`.
struct ProxyAuthShowCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show the guard of a host.")

    @Argument(help: "Host name of the proxy.")
    var hostname: String

    @OptionGroup var api: APIOptions

    func call(_ settings: Settings) throws -> ManagementCall {
        ManagementCall("proxy.auth.show", hostname)
    }
}
