internal import ArgumentParser
internal import ManagementAPI

/// The command `proxyd cert issuer delete`.
struct IssuerDeleteCommand: APICommand {
    static let configuration = CommandConfiguration(commandName: "delete", abstract: "Forget an authority.")

    @Argument(help: "Name of the issuer.")
    var name: String

    @OptionGroup var api: APIOptions

    var presentation: Presentation? { .sentence("Deleted \(name).") }

    func call(_ settings: Settings) throws -> ManagementCall { ManagementCall("cert.issuer.delete", name) }
}
