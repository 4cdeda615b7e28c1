internal import ArgumentParser
internal import ManagementAPI
internal import ProxyModel

/// The command `proxyd cert issuer update`.
struct IssuerUpdateCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "update", abstract: "Change an authority; what is not given stays.")

    @Argument(help: "Name of the issuer.")
    var name: String

    @Option(name: .customLong("directory-url"), help: "Directory of the authority.")
    var directoryURL: String?

    @OptionGroup var fields: IssuerFields
    @OptionGroup var api: APIOptions

    func call(_ settings: Settings) throws -> ManagementCall {
        var body = JSONObject()
        if let directoryURL { body.append("directory_url", .string(directoryURL)) }
        try fields.add(to: &body, dryRun: api.dryRun)
        guard !body.members.isEmpty else { throw CommandFailure(.usage, "proxyd: nothing to change was given") }
        return ManagementCall("cert.issuer.update", name, body: .object(body))
    }
}
