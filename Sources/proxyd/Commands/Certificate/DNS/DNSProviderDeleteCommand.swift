internal import ArgumentParser
internal import ManagementAPI

/// The command `proxyd cert dns delete`.
struct DNSProviderDeleteCommand: APICommand {
    static let configuration = CommandConfiguration(commandName: "delete", abstract: "Forget a provider of DNS.")

    @Argument(help: "Name of the provider.")
    var name: String

    @OptionGroup var api: APIOptions

    var presentation: Presentation? { .sentence("Deleted \(name).") }

    func call(_ settings: Settings) throws -> ManagementCall { ManagementCall("cert.dns.delete", name) }
}
