internal import ArgumentParser
internal import ManagementAPI

/// The command `proxyd proxy list`.
struct ProxyListCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the proxies.")

    @OptionGroup var api: APIOptions

    func call(_ settings: Settings) throws -> ManagementCall {
        ManagementCall("proxy.list")
    }
}
