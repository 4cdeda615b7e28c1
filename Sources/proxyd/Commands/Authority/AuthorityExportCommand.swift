internal import ArgumentParser
internal import ManagementAPI
internal import ProxyModel

/// The command `proxyd ca export`.
struct AuthorityExportCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Write the root certificate of the local CA into a file.")

    @Argument(help: "The file; one that is there is replaced.")
    var file: String

    @Flag(help: "As DER, which Windows, Java and Android take, instead of PEM.")
    var der = false

    @OptionGroup var api: APIOptions

    func call(_ settings: Settings) throws -> ManagementCall { ManagementCall("ca.show") }

    mutating func run() async throws {
        let settings = try api.settings()
        let call = try call(settings)
        guard !api.dryRun else { return print(call.dryRunText) }
        let pem = try await api.client(settings).send(call).value.stringValue ?? ""
        try RootCertificate(pem: pem).write(to: file, asDER: der)
        print("Wrote the root certificate to \(file).")
    }
}
