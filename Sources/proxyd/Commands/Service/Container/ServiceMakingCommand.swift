internal import ArgumentParser
internal import FoundationEssentials
internal import ManagementAPI
internal import ProxyModel

/// A command that makes a service in a container, and may wait until it runs.
protocol ServiceMakingCommand: APICommand {
    /// Name of the service.
    var name: String { get }
    /// Whether to wait.
    var wait: Bool { get }
    /// What is said by options.
    var fields: ServiceFields { get }
}

extension ServiceMakingCommand {
    var presentation: Presentation? { .record }

    mutating func run() async throws {
        let settings = try api.settings()
        let call = try call(settings)
        guard !api.dryRun else { return print(call.dryRunText) }
        let client = try api.client(settings)
        let answer = try await client.send(call).value
        for warning in answer["warnings"]?.arrayValue ?? [] { StandardError.write("note: \(warning.cellText)") }
        for token in answer["source_tokens"]?.objectValue?.members ?? [] {
            StandardError.write("token of \(token.name), not shown again: \(token.value.cellText)")
        }
        guard wait else { return api.show(answer["service"] ?? answer, as: .sentence(Self.sentence(answer))) }
        var waiting = ServiceWait()
        let service = try await waiting.settled(name, client)
        api.show(service, as: .sentence(ServiceOutcome(service).words))
    }

    /// The body of the request: options win over words.
    func creation(_ words: ServiceWords) throws(CommandFailure) -> JSONObject {
        var body: JSONObject = ["service_name": .string(name)]
        let given = try fields.body(environment: ProcessInfo.processInfo.environment)
        if given["image"] == nil, given["dockerfile_path"] == nil {
            if let image = words.image { body.append("image", .string(image)) }
            if let dockerfile = words.dockerfile { body.append("dockerfile_path", .string(dockerfile)) }
        }
        if let port = words.port { body.append("internal_port", .integer(Int64(port))) }
        if let memory = words.memory { body.append("memory_limit", .string(memory)) }
        if let cpu = words.cpu.flatMap({ Double($0) }) { body.append("cpu_limit", .number(cpu)) }
        for member in given.members { body[member.name] = member.value }
        return body
    }

    private static func sentence(_ answer: JSONValue) -> String {
        let name = answer["service"]?["service_name"]?.stringValue ?? ""
        let status = answer["service"]?["status"]?.stringValue ?? ""
        return "Created \(name), which is \(status) now; 'proxyd service show \(name)' tells how far it is."
    }
}
