internal import ArgumentParser
internal import ManagementAPI

/// The command `proxyd cert status`.
struct CertificateStatusCommand: WaitingCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Tell how far a certificate is, and why it is no further.")

    @Argument(help: "Name of the certificate.")
    var name: String

    @Argument(help: "true waits until it is there, or could not be had.")
    var waiting: String?

    @Flag(help: "The same as an option.")
    var wait = false

    @OptionGroup var api: APIOptions

    func waits() throws(CommandFailure) -> Bool { try Choice.parse(waiting, default: wait, for: "wait") }

    func call(_ settings: Settings) throws -> ManagementCall { ManagementCall("cert.status", name) }
}
