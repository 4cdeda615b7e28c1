internal import ArgumentParser
internal import ManagementAPI
internal import ProxyModel

/// The command `proxyd cert create-multi`.
struct CertificateCreateMultiCommand: WaitingCommand {
    static let configuration = CommandConfiguration(
        commandName: "create-multi", abstract: "Ask an authority for one certificate of several names.")

    @Argument(help: "Name of the certificate.")
    var name: String

    @Argument(
        help: "The names that it is to cover, with commas or spaces, then a contact, and true for the test system.")
    var words: [String]

    @Flag(help: "Wait until it is there, or could not be had.")
    var wait = false

    @OptionGroup var fields: CertificateFields
    @OptionGroup var api: APIOptions

    func waits() -> Bool { wait }

    func call(_ settings: Settings) throws -> ManagementCall {
        let words = CertificateWords(words)
        var body: JSONObject = [
            "cert_name": .string(name), "domains": .array(words.domains.map { .string($0) }),
        ]
        try fields.add(words, to: &body)
        return ManagementCall("cert.create-multi", body: .object(body))
    }
}
