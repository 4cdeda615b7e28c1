internal import ArgumentParser
internal import ManagementAPI
internal import ProxyModel

/// The command `proxyd cert dns update`.
struct DNSProviderUpdateCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "update", abstract: "Change a provider of DNS; what is not given stays.")

    @Argument(help: "Name of the provider.")
    var name: String

    @OptionGroup var fields: DNSProviderFields
    @OptionGroup var api: APIOptions

    func call(_ settings: Settings) throws -> ManagementCall {
        var body = JSONObject()
        try fields.add(to: &body, dryRun: api.dryRun)
        guard !body.members.isEmpty else { throw CommandFailure(.usage, "proxyd: nothing to change was given") }
        return ManagementCall("cert.dns.update", name, body: .object(body))
    }
}
