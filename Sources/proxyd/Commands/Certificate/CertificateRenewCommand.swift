internal import ArgumentParser
internal import ManagementAPI

/// The command `proxyd cert renew`.
struct CertificateRenewCommand: WaitingCommand {
    static let configuration = CommandConfiguration(
        commandName: "renew", abstract: "Ask for a new certificate in place of one that ends soon.")

    @Argument(help: "Name of the certificate.")
    var name: String

    @Argument(help: "true asks although the one at hand is good for long.")
    var forced: String?

    @Argument(help: "true waits until it is there, or could not be had.")
    var waiting: String?

    @Flag(help: "The same as the first, as an option.")
    var force = false

    @Flag(help: "The same as the second, as an option.")
    var wait = false

    @OptionGroup var api: APIOptions

    func waits() throws(CommandFailure) -> Bool { try Choice.parse(waiting, default: wait, for: "wait") }

    func call(_ settings: Settings) throws -> ManagementCall {
        let isForced = try Choice.parse(forced, default: force, for: "force")
        return ManagementCall("cert.renew", name, query: isForced ? [.init("force", "true")] : [])
    }
}
