internal import ArgumentParser
internal import ManagementAPI
internal import ProxyModel

/// The command `proxyd resource register`.
struct ResourceRegisterCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "register", abstract: "Announce a path of a host as a protected resource.")

    @Argument(help: "Address of the resource; https:// may be left out.")
    var uri: String

    @Argument(help: "What clients show for it.")
    var name: String?

    @Argument(help: "Scopes that are announced, with commas.")
    var scopes: String?

    @OptionGroup var api: APIOptions

    func call(_ settings: Settings) throws -> ManagementCall {
        var body: JSONObject = ["uri": .string(uri)]
        if let name { body.append("name", .string(name)) }
        if let scopes { body.append("scopes", .list(scopes)) }
        return ManagementCall("resource.register", body: .object(body))
    }
}
