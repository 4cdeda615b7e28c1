internal import ArgumentParser
internal import FoundationEssentials
internal import ManagementAPI
internal import ProxyModel

/// The command `proxyd service update`.
struct ServiceUpdateCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "update", abstract: "Change a service; what is not named stays.",
        discussion: "With an address it changes an external service, else one in a container.")

    @Argument(help: "Name of the service.")
    var name: String

    @Argument(help: "New address of an external service.")
    var targetURL: String?

    @Argument(help: "For people; of an external service.")
    var description: String?

    @Option(help: "Whether routes may send requests there; of an external service.")
    var routingEnabled: Bool?

    @OptionGroup var fields: ServiceFields

    @OptionGroup var api: APIOptions

    func call(_ settings: Settings) throws -> ManagementCall {
        let body = try fields.body(environment: ProcessInfo.processInfo.environment)
        var external = JSONObject()
        if let targetURL { external.append("target_url", .string(targetURL)) }
        if let description { external.append("description", .string(description)) }
        if let routingEnabled { external.append("routing_enabled", .bool(routingEnabled)) }
        switch (external.members.isEmpty, body.members.isEmpty) {
        case (true, true): throw CommandFailure(.usage, "proxyd: nothing to change was named")
        case (false, false):
            throw CommandFailure(
                .usage, "proxyd: an external service has an address, one in a container the other options")
        case (false, true): return ManagementCall("service.update", name, body: .object(external))
        case (true, false): return ManagementCall("docker.update", name, body: .object(body))
        }
    }
}
