internal import ArgumentParser
internal import ManagementAPI

/// The command `proxyd proxy auth disable`.
struct ProxyAuthDisableCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "disable", abstract: "Take the guard from a host: everybody may use it.")

    @Argument(help: "Host name of the proxy.")
    var hostname: String

    @OptionGroup var api: APIOptions

    var presentation: Presentation? { .sentence("\(hostname) is not guarded any more.") }

    func call(_ settings: Settings) throws -> ManagementCall {
        ManagementCall("proxy.auth.clear", hostname)
    }
}
