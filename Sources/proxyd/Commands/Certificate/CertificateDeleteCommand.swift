internal import ArgumentParser
internal import ManagementAPI

/// The command `proxyd cert delete`.
struct CertificateDeleteCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "delete", abstract: "Delete a certificate and its key.")

    @Argument(help: "Name of the certificate.")
    var name: String

    @Argument(help: "true deletes it although proxies are pinned to it; they are released.")
    var force: String?

    @OptionGroup var api: APIOptions

    var presentation: Presentation? { .text(member: "message") }

    func call(_ settings: Settings) throws -> ManagementCall {
        let isForced = try Choice.parse(force, default: false, for: "force")
        return ManagementCall("cert.delete", name, query: isForced ? [.init("force", "true")] : [])
    }
}
