internal import ArgumentParser
internal import ManagementAPI
internal import ProxyModel

/// The command `proxyd cert create`.
struct CertificateCreateCommand: WaitingCommand {
    static let configuration = CommandConfiguration(
        commandName: "create", abstract: "Ask an authority for a certificate.")

    @Argument(help: "Name of the certificate.")
    var name: String

    @Argument(help: "The name that it is to cover, then a contact, and true for the test system.")
    var words: [String]

    @Flag(help: "Wait until it is there, or could not be had.")
    var wait = false

    @OptionGroup var fields: CertificateFields
    @OptionGroup var api: APIOptions

    func waits() -> Bool { wait }

    func call(_ settings: Settings) throws -> ManagementCall {
        let words = CertificateWords(words)
        var body: JSONObject = ["cert_name": .string(name)]
        if words.domains.count == 1, let domain = words.domains.first {
            body.append("domain", .string(domain))
        } else {
            body.append("domains", .array(words.domains.map { .string($0) }))
        }
        try fields.add(words, to: &body)
        return ManagementCall("cert.create", body: .object(body))
    }
}
