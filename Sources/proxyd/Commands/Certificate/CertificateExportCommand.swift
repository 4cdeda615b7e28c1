internal import ArgumentParser
internal import ManagementAPI
internal import ProxyModel

/// The command `proxyd cert export`.
struct CertificateExportCommand: APICommand {
    enum Form: String, EnumerableFlag {
        case separate, combined
    }

    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Give out a certificate with its private key; who did is recorded.")

    @Argument(help: "Name of the certificate.")
    var name: String

    @Option(help: "Folder to write to; without one, chain and key are printed.")
    var outputDir: String?

    @Flag(help: "NAME.crt and NAME.key, or chain and key in NAME.pem.")
    var form = Form.separate

    @OptionGroup var api: APIOptions

    func call(_ settings: Settings) throws -> ManagementCall { ManagementCall("cert.export", name) }

    mutating func run() async throws {
        let settings = try api.settings()
        let call = try call(settings)
        guard !api.dryRun else { return print(call.dryRunText) }
        let answer = try await api.client(settings).send(call).value
        guard let outputDir else { return api.show(answer, as: .record) }
        let chain = answer["fullchain_pem"]?.stringValue ?? ""
        let key = answer["private_key_pem"]?.stringValue ?? ""
        let files =
            form == .combined ? [(name + ".pem", chain + key)] : [(name + ".crt", chain), (name + ".key", key)]
        for (file, text) in files {
            let path = outputDir + "/" + file
            try PrivateFile.write(text, to: path)
            print(path)
        }
    }
}
