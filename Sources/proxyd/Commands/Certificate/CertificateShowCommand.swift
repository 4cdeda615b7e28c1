internal import ArgumentParser
internal import ManagementAPI

struct CertificateShowCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show a certificate; its key is never shown.")

    @Argument(help: "Name of the certificate.")
    var name: String

    @OptionGroup var api: APIOptions

    var presentation: Presentation { .record }

    func call(_ settings: Settings) throws -> ManagementCall {
        ManagementCall("GET", "certificates", name)
    }
}
