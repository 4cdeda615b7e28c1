internal import ArgumentParser
internal import ManagementAPI

/// The command `proxyd cert dns list`.
struct DNSProviderListCommand: APICommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List the providers of DNS.")

    @OptionGroup var api: APIOptions

    func call(_ settings: Settings) throws -> ManagementCall { ManagementCall("cert.dns.list") }
}
