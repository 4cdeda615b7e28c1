internal import ArgumentParser
internal import ManagementAPI

/// The command `proxyd cert account list`.
struct AccountListCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the accounts at authorities; their keys are never shown.")

    @Option(help: "Only those at this issuer: its name, or its directory.")
    var issuer: String?

    @OptionGroup var api: APIOptions

    func call(_ settings: Settings) throws -> ManagementCall {
        ManagementCall("cert.account.list", query: issuer.map { [.init("issuer", $0)] } ?? [])
    }
}
