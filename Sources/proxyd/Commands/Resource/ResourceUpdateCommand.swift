internal import ArgumentParser
internal import ManagementAPI
internal import ProxyModel

/// The command `proxyd resource update`.
struct ResourceUpdateCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "update", abstract: "Change a protected resource.")

    @Argument(help: "Address of the resource; https:// may be left out.")
    var uri: String

    @Option(help: "What clients show for it.")
    var name: String?

    @Option(help: "Scopes that are announced, with commas.")
    var scopes: String?

    @OptionGroup var api: APIOptions

    func call(_ settings: Settings) throws -> ManagementCall {
        var body = JSONObject()
        if let name { body.append("name", .string(name)) }
        if let scopes { body.append("scopes", .list(scopes)) }
        guard !body.members.isEmpty else { throw CommandFailure(.usage, "proxyd: nothing to change was given") }
        return ManagementCall("resource.update", uri, body: .object(body))
    }
}
