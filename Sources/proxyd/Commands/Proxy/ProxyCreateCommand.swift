internal import ArgumentParser
internal import ManagementAPI
internal import ProxyModel

/// The command `proxyd proxy create`.
struct ProxyCreateCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "create", abstract: "Serve a host.")

    @Argument(help: "Host name of the proxy.")
    var hostname: String

    @Argument(help: "Where its requests go: an http://, https:// or unix:/ address.")
    var targetURL: String?

    @Argument(help: "Accepted for older scripts: without ACME there is nothing to stage.")
    var staging: String?

    @Flag(name: .customLong("staging"), help: "The same as an option.")
    var isStaged = false

    @Flag(help: "The certificate comes from the local CA.")
    var `internal` = false

    @Flag(help: "Serve plain HTTP alone.")
    var httpOnly = false

    @OptionGroup var fields: ProxyFields
    @OptionGroup var api: APIOptions

    func call(_ settings: Settings) throws -> ManagementCall {
        if try Choice.parse(staging, default: isStaged, for: "staging") {
            StandardError.write("note: certificates are not ordered from an ACME server; staging has no effect")
        }
        var body = JSONObject()
        body.append("hostname", .string(hostname))
        if let targetURL { body.append("target_url", .string(targetURL)) }
        if `internal` { body.append("internal", true) }
        if httpOnly { body.append("enable_https", false) }
        try fields.add(to: &body)
        return ManagementCall("proxy.create", body: .object(body))
    }
}
