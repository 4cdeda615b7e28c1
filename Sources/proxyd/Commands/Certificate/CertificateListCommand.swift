internal import ArgumentParser
internal import ManagementAPI

/// The command `proxyd cert list`.
struct CertificateListCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the certificates.")

    @OptionGroup var api: APIOptions

    func call(_ settings: Settings) throws -> ManagementCall {
        ManagementCall("cert.list")
    }
}
