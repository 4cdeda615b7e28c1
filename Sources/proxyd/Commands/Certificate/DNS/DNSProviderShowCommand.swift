internal import ArgumentParser
internal import ManagementAPI

/// The command `proxyd cert dns show`.
struct DNSProviderShowCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show a provider of DNS; its credential is never shown.")

    @Argument(help: "Name of the provider.")
    var name: String

    @OptionGroup var api: APIOptions

    func call(_ settings: Settings) throws -> ManagementCall { ManagementCall("cert.dns.show", name) }
}
