internal import ArgumentParser
internal import ManagementAPI
internal import ProxyModel

/// The command `proxyd cert upload`.
struct CertificateUploadCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "upload", abstract: "Store a certificate with its key.")

    @Argument(help: "Name of the certificate.")
    var name: String

    @Argument(help: "File with the chain (PEM), the leaf first; - is standard input.")
    var chainFile: String

    @Argument(help: "File with the private key (PEM); the chain's file when it holds both.")
    var keyFile: String?

    @Flag(help: "Replace a certificate of the same name.")
    var replace = false

    @OptionGroup var api: APIOptions

    func call(_ settings: Settings) throws -> ManagementCall {
        let chain = try InputFile.read(chainFile)
        let key = try keyFile.map { path throws(CommandFailure) in try InputFile.read(path) } ?? chain
        var body = JSONObject()
        if !replace { body.append("cert_name", .string(name)) }
        body.append("fullchain_pem", .string(PEMBlocks.only(certificates: true, in: chain)))
        body.append(
            "private_key_pem", .string(api.dryRun ? "(private key)" : PEMBlocks.only(certificates: false, in: key)))
        return replace
            ? ManagementCall("cert.replace", name, body: .object(body))
            : ManagementCall("cert.upload", body: .object(body))
    }
}
