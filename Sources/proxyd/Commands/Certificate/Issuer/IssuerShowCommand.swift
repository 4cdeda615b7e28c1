internal import ArgumentParser
internal import ManagementAPI

/// The command `proxyd cert issuer show`.
struct IssuerShowCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show an authority; its key is never shown.")

    @Argument(help: "Name of the issuer.")
    var name: String

    @OptionGroup var api: APIOptions

    func call(_ settings: Settings) throws -> ManagementCall { ManagementCall("cert.issuer.show", name) }
}
