internal import ArgumentParser
internal import ManagementAPI

/// The command `proxyd proxy resource clear`.
struct ProxyResourceClearCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "clear", abstract: "Announce a host as a protected resource no longer.")

    @Argument(help: "Host name of the proxy.")
    var hostname: String

    @OptionGroup var api: APIOptions

    var presentation: Presentation? { .sentence("\(hostname) is announced no longer.") }

    func call(_ settings: Settings) throws -> ManagementCall {
        ManagementCall("proxy.resource.clear", hostname)
    }
}
