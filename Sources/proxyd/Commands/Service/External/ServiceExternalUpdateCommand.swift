internal import ArgumentParser
internal import ManagementAPI
internal import ProxyModel

/// The command `proxyd service external update`.
struct ServiceExternalUpdateCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "update", abstract: "Change an external service; what is not named stays.")

    @Argument(help: "Name of the service.")
    var name: String

    @Argument(help: "Its new address.")
    var targetURL: String?

    @Argument(help: "For people.")
    var description: String?

    @Option(help: "Whether routes may send requests there.")
    var routingEnabled: Bool?

    @OptionGroup var api: APIOptions

    func call(_ settings: Settings) throws -> ManagementCall {
        var body = JSONObject()
        if let targetURL { body.append("target_url", .string(targetURL)) }
        if let description { body.append("description", .string(description)) }
        if let routingEnabled { body.append("routing_enabled", .bool(routingEnabled)) }
        guard !body.members.isEmpty else { throw CommandFailure(.usage, "proxyd: nothing to change was named") }
        return ManagementCall("service.update", name, body: .object(body))
    }
}
