internal import ArgumentParser
internal import ManagementAPI
internal import ProxyModel

/// The command `proxyd cert dns create`.
struct DNSProviderCreateCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "create", abstract: "Add a provider of DNS.")

    @Argument(help: "Name of the provider.")
    var name: String

    @Argument(help: "rfc2136, cloudflare, route53, digitalocean, hetzner, webhook or exec.")
    var kind: String

    @OptionGroup var fields: DNSProviderFields
    @OptionGroup var api: APIOptions

    func call(_ settings: Settings) throws -> ManagementCall {
        var body: JSONObject = ["name": .string(name), "kind": .string(kind)]
        try fields.add(to: &body, dryRun: api.dryRun)
        return ManagementCall("cert.dns.create", body: .object(body))
    }
}
