internal import ArgumentParser
internal import ManagementAPI

struct CertificateDeleteCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "delete", abstract: "Delete a certificate and its key.")

    @Argument(help: "Name of the certificate.")
    var name: String

    @Argument(help: "Accepted and ignored: nothing is asked.")
    var force: String?

    @OptionGroup var api: APIOptions

    var presentation: Presentation { .sentence("Deleted \(name).") }

    func call(_ settings: Settings) throws -> ManagementCall {
        ManagementCall("DELETE", "certificates", name)
    }
}
