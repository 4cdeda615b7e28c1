internal import ArgumentParser
internal import ManagementAPI
internal import ProxyModel

/// The command `proxyd cert issuer create`.
struct IssuerCreateCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "create", abstract: "Make an authority known.")

    @Argument(help: "Name of the issuer.")
    var name: String

    @Argument(help: "Directory of the authority, an https:// address.")
    var directoryURL: String

    @OptionGroup var fields: IssuerFields
    @OptionGroup var api: APIOptions

    func call(_ settings: Settings) throws -> ManagementCall {
        var body: JSONObject = ["name": .string(name), "directory_url": .string(directoryURL)]
        try fields.add(to: &body, dryRun: api.dryRun)
        return ManagementCall("cert.issuer.create", body: .object(body))
    }
}
