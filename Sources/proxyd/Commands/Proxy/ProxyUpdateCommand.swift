internal import ArgumentParser
internal import ManagementAPI
internal import ProxyModel

/// The command `proxyd proxy update`.
struct ProxyUpdateCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "update", abstract: "Change a proxy; what is not named stays.")

    @Argument(help: "Host name of the proxy.")
    var hostname: String

    @Option(name: .customLong("target-url"), help: "Where its requests go.")
    var targetURL: String?

    @Option(help: "Whether the certificate comes from the local CA.")
    var `internal`: Bool?

    @OptionGroup var fields: ProxyFields
    @OptionGroup var api: APIOptions

    func call(_ settings: Settings) throws -> ManagementCall {
        var body = JSONObject()
        if let targetURL { body.append("target_url", .string(targetURL)) }
        if let `internal` { body.append("internal", .bool(`internal`)) }
        try fields.add(to: &body)
        guard !body.members.isEmpty else { throw CommandFailure(.usage, "proxyd: nothing to change was named") }
        return ManagementCall("proxy.update", hostname, body: .object(body))
    }
}
