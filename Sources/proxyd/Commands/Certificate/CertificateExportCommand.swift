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
        let (chain, key) = (Self.pem("fullchain_pem", answer), Self.pem("private_key_pem", answer))
        guard let outputDir else { return api.show(answer, as: .sentence(String((chain + key).dropLast()))) }
        let files =
            form == .combined ? [(name + ".pem", chain + key)] : [(name + ".crt", chain), (name + ".key", key)]
        for (file, text) in files {
            let path = outputDir + "/" + file
            try PrivateFile.write(text, to: path)
            print(path)
        }
    }

    /// A text of the answer as a file has it, with the end of its last line.
    private static func pem(_ member: String, _ answer: JSONValue) -> String {
        let text = answer[member]?.stringValue ?? ""
        return text.hasSuffix("\n") ? text : text + "\n"
    }
}
