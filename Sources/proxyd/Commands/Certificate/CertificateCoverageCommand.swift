internal import ArgumentParser
internal import ManagementAPI

/// The command `proxyd cert coverage`.
struct CertificateCoverageCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "coverage", abstract: "List the proxies that a certificate covers.")

    @Argument(help: "Name of the certificate.")
    var name: String

    @OptionGroup var api: APIOptions

    func call(_ settings: Settings) throws -> ManagementCall { ManagementCall("cert.coverage", name) }
}
