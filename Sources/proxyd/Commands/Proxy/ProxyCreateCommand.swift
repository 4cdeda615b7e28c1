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

    @Argument(help: "true: a certificate that is asked for comes from the authority's test system.")
    var staging: String?

    @Flag(name: .customLong("staging"), help: "The same as an option.")
    var isStaged = false

    @Option(help: "Contact given to the authority that a certificate is asked from.")
    var email: String?

    @Flag(help: "The certificate comes from the local CA.")
    var `internal` = false

    @Flag(help: "Serve plain HTTP alone.")
    var httpOnly = false

    @OptionGroup var fields: ProxyFields
    @OptionGroup var api: APIOptions

    func call(_ settings: Settings) throws -> ManagementCall {
        var body = JSONObject()
        body.append("hostname", .string(hostname))
        if let targetURL { body.append("target_url", .string(targetURL)) }
        if `internal` { body.append("internal", true) }
        if httpOnly { body.append("enable_https", false) }
        try fields.add(to: &body)
        var query: [ManagementCall.Parameter] = []
        if try Choice.parse(staging, default: isStaged, for: "staging") { query.append(.init("staging", "true")) }
        if let email { query.append(.init("email", email)) }
        return ManagementCall("proxy.create", query: query, body: .object(body))
    }
}
