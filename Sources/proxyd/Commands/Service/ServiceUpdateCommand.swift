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

    @Flag(help: "Wait until a service in a container is as it shall be, and show how far it is.")
    var wait = false

    @OptionGroup var fields: ServiceFields

    @OptionGroup var api: APIOptions

    mutating func run() async throws {
        let settings = try api.settings()
        let call = try call(settings)
        guard !api.dryRun else { return print(call.dryRunText) }
        let client = try api.client(settings)
        let answer = try await client.send(call).value
        guard wait else { return api.show(answer, as: .record) }
        for token in answer["source_tokens"]?.objectValue?.members ?? [] {
            StandardError.write("token of \(token.name), not shown again: \(token.value.cellText)")
        }
        var waiting = ServiceWait()
        let service = try await waiting.settled(name, client)
        api.show(service, as: .sentence(ServiceOutcome(service).words))
    }

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
        case (false, true) where wait:
            throw CommandFailure(
                .usage, "proxyd: --wait: there is nothing to wait for, an external service changes at once")
        case (false, true): return ManagementCall("service.update", name, body: .object(external))
        case (true, false): return ManagementCall("docker.update", name, body: .object(body))
        }
    }
}
