internal import ArgumentParser
internal import ManagementAPI
internal import ProxyModel

/// The command `proxyd service register`, which is also `proxyd service external register`.
struct ServiceRegisterCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "register", abstract: "Register an address under a name.")

    @Argument(help: "Name of the service.")
    var name: String

    @Argument(help: "Its http://, https:// or unix:/ address.")
    var targetURL: String

    @Argument(help: "For people.")
    var description: String?

    @OptionGroup var api: APIOptions

    func call(_ settings: Settings) throws -> ManagementCall {
        var body = JSONObject()
        body.append("service_name", .string(name))
        body.append("target_url", .string(targetURL))
        if let description { body.append("description", .string(description)) }
        return ManagementCall("service.register", body: .object(body))
    }
}
