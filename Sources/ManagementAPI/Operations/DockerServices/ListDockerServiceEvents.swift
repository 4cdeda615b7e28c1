internal import DockerControl
internal import ProxyModel

extension Operation {
    static let listDockerServiceEvents = Operation(
        "docker.events", .get, "/api/v1/services/{name}/events", .token,
        "Tell what happened to a service at its engine, and what was done for it, newest first.",
        parameters: [
            DockerServiceView.name,
            .number("limit", in: 1...ServiceEventStore.limit, default: 100, "How many at most."),
        ],
        answer: .list(
            "events", "DockerServiceEvent",
            [
                "timestamp": JSONSchema.time,
                "source": [
                    "type": "string", "enum": .texts(ServiceEvent.Source.allCases.map(\.rawValue)),
                    "description": "Who tells of it: the engine, of a container, or the node that looks after it.",
                ],
                "event": JSONSchema.text, "message": JSONSchema.text, "container_id": JSONSchema.nullableText,
                "container_name": JSONSchema.nullableText, "generation": ["type": ["integer", "null"]],
                "exit_code": ["type": ["integer", "null"]],
            ], columns: ["timestamp", "source", "event", "container_name", "message"])
    ) { (call) throws(Problem) in
        let service = try call.snapshot().dockerService(call.path("name"), for: call.caller).value
        let limit = try call.query.number("limit", in: 1...ServiceEventStore.limit, default: 100)
        let events: [ServiceEvent]
        do throws(StoreFailure) {
            events = try await ServiceEventStore(call.environment.volatile)
                .events(of: service.name, createdAt: service.createdAt, limit: limit)
        } catch {
            throw Problem(error)
        }
        return .list(events.map { json($0) }, members: ["service_name": .string(service.name)])
    }

    private static func json(_ event: ServiceEvent) -> JSONObject {
        [
            "timestamp": .time(event.at), "source": .string(event.source.rawValue), "event": .string(event.action),
            "message": .string(event.message), "container_id": .text(event.containerID),
            "container_name": .text(event.containerName), "generation": event.generation.map { .integer($0) } ?? .null,
            "exit_code": event.exitCode.map { .integer(Int64($0)) } ?? .null,
        ]
    }
}
