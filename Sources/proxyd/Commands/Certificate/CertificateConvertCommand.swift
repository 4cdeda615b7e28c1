internal import ArgumentParser
internal import ManagementAPI

/// The command `proxyd cert convert-to-production`.
struct CertificateConvertCommand: WaitingCommand {
    static let configuration = CommandConfiguration(
        commandName: "convert-to-production",
        abstract: "Replace a certificate of a test system by one that is trusted.",
        aliases: ["to-production"])

    @Argument(help: "Name of the certificate.")
    var name: String

    @Argument(help: "true waits until it is there, or could not be had.")
    var waiting: String?

    @Argument(help: "Accepted and ignored: nothing is asked.")
    var force: String?

    @Flag(help: "Wait, as an option.")
    var wait = false

    @OptionGroup var api: APIOptions

    func waits() throws(CommandFailure) -> Bool { try Choice.parse(waiting, default: wait, for: "wait") }

    func call(_ settings: Settings) throws -> ManagementCall { ManagementCall("cert.convert-to-production", name) }
}
