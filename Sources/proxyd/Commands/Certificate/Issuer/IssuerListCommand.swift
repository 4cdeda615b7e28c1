internal import ArgumentParser
internal import ManagementAPI

/// The command `proxyd cert issuer list`.
struct IssuerListCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the authorities that have a name.")

    @OptionGroup var api: APIOptions

    func call(_ settings: Settings) throws -> ManagementCall { ManagementCall("cert.issuer.list") }
}
