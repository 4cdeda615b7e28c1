internal import ArgumentParser
internal import ManagementAPI

/// The command `proxyd cert show`.
struct CertificateShowCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show a certificate; its key is never shown.")

    @Argument(help: "Name of the certificate.")
    var name: String

    @Argument(help: "true shows the chain, too.")
    var pem: String?

    @OptionGroup var api: APIOptions

    func call(_ settings: Settings) throws -> ManagementCall {
        let showsChain = try Choice.parse(pem, default: false, for: "pem")
        return ManagementCall("cert.show", name, query: showsChain ? [.init("pem", "true")] : [])
    }
}
