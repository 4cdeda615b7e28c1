internal import ArgumentParser
internal import ManagementAPI
internal import ProxyModel

/// The command `proxyd route update`.
struct RouteUpdateCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "update", abstract: "Change a route; what is not named stays.")

    @Argument(help: "Identifier of the route.")
    var route: String

    @Option(help: "What the path is compared with.")
    var path: String?

    @Option(help: "port, service, hostname, url, redirect or fixed.")
    var targetType: String?

    @Option(help: "Port, service, host, URL, location, or body.")
    var targetValue: String?

    @Option(help: "0 to 999, the higher wins.")
    var priority: Int64?

    @Option(help: "Methods with commas; * is all.")
    var methods: String?

    @Option(help: "Whether the route takes part.")
    var enabled: Bool?

    @Option(help: "For people.")
    var description: String?

    @OptionGroup var others: BodyFields
    @OptionGroup var api: APIOptions

    func call(_ settings: Settings) throws -> ManagementCall {
        var body = JSONObject()
        if let path { body.append("path_pattern", .string(path)) }
        if let targetType { body.append("target_type", .string(targetType)) }
        if let targetValue { body.append("target_value", .string(targetValue)) }
        if let priority { body.append("priority", .integer(priority)) }
        if let methods { body.append("methods", methods == "*" ? .null : .list(methods)) }
        if let enabled { body.append("enabled", .bool(enabled)) }
        if let description { body.append("description", .string(description)) }
        try others.add(to: &body)
        guard !body.members.isEmpty else { throw CommandFailure(.usage, "proxyd: nothing to change was named") }
        return ManagementCall("route.update", route, body: .object(body))
    }
}
