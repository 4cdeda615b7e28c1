internal import ArgumentParser
internal import ManagementAPI

struct ProxyListCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the proxies.")

    @OptionGroup var api: APIOptions

    var presentation: Presentation {
        .rows(["hostname", "target_url", "enabled", "enable_http", "enable_https", "cert_name", "auth_enabled"])
    }

    func call(_ settings: Settings) throws -> ManagementCall {
        ManagementCall("GET", "proxy", "targets")
    }
}
