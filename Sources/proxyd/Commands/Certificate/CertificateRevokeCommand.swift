internal import ArgumentParser
internal import ManagementAPI

/// The command `proxyd cert revoke`.
struct CertificateRevokeCommand: WaitingCommand {
    static let configuration = CommandConfiguration(
        commandName: "revoke",
        abstract: "Have the authority revoke a certificate; another with a new key is obtained in its place.")

    @Argument(help: "Name of the certificate.")
    var name: String

    @Argument(
        help: "Why: unspecified, keyCompromise, affiliationChanged, superseded or cessationOfOperation (RFC 5280).")
    var reason: String?

    @Option(help: "Whose word is given: account or key; the one that works by default.")
    var by: String?

    @Flag(help: "Obtain no other in its place.")
    var noReplace = false

    @Flag(help: "Wait until the other one is there, or could not be had.")
    var wait = false

    @OptionGroup var api: APIOptions

    var presentation: Presentation? {
        .sentence("Revoked \(name)" + (noReplace ? "." : "; another one is being obtained."))
    }

    func waits() throws(CommandFailure) -> Bool { wait && !noReplace }

    func call(_ settings: Settings) throws -> ManagementCall {
        var query: [ManagementCall.Parameter] = []
        if let reason { query.append(.init("reason", reason)) }
        if let by { query.append(.init("by", by)) }
        if noReplace { query.append(.init("no_replace", "true")) }
        return ManagementCall("cert.revoke", name, query: query)
    }
}
