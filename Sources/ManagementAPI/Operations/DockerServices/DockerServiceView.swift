internal import DockerControl
internal import ProxyModel

/// How services in containers are shown: the fields of the record, the names of their variables, and their state.
enum DockerServiceView {
    static let name = OperationParameter.path("name", "Name of the service.")
    static let columns = [
        "service_name", "status", "health_status", "image", "allocated_port", "memory_limit", "cpu_limit",
        "engine_node", "created_by",
    ]
    static let list = OperationAnswer(
        .list(key: "services", name: "DockerService", element: definition, columns: columns))
    static let record = OperationAnswer(.object(name: "DockerService", definition: definition))

    /// The members that no client sets and that are no fields of the record.
    static let stateNames = Set(stateDefinitions.map(\.key) + ["source_tokens"])

    static let definition = definition(withTokens: false)

    /// The tokens that were made for ports, by their names.
    static let tokensDefinition: JSONValue = [
        "type": "object", "additionalProperties": ["type": "string"],
        "description": "Tokens that were made for ports, by the names of these; they are not shown again.",
    ]

    static func tokens(_ tokens: [(port: String, token: String)]) -> JSONValue {
        .object(JSONObject(members: tokens.map { JSONObject.Member(name: $0.port, value: .string($0.token)) }))
    }

    static func definition(withTokens: Bool) -> JSONValue {
        var object = ContainerService.schema.definition(.response).objectValue ?? JSONObject()
        var properties = object["properties"]?.objectValue ?? JSONObject()
        var required = object["required"]?.arrayValue ?? []
        properties.append(
            "environment",
            [
                "type": "object", "additionalProperties": ["type": "string"],
                "description": "Names of the variables; the values are never shown.",
            ])
        required.append("environment")
        for member in stateDefinitions {
            properties.append(member.key, member.value)
            required.append(.string(member.key))
        }
        if withTokens {
            properties.append("source_tokens", tokensDefinition)
            required.append("source_tokens")
        }
        object["properties"] = .object(properties)
        object["required"] = .array(required)
        return .object(object)
    }

    private static let stateDefinitions: KeyValuePairs<String, JSONValue> = [
        "status": ["type": "string", "enum": .texts(DockerServiceState.words)],
        "is_settled": [
            "type": "boolean", "description": "Whether nothing more is under way: it is as it shall be, or has failed.",
        ],
        "reason": ["type": ["string", "null"], "description": "Why it waits."],
        "health_status": ["type": "string", "enum": ["starting", "healthy", "unhealthy", "none"]],
        "container_id": JSONSchema.nullableText, "container_name": JSONSchema.nullableText,
        "image_id": JSONSchema.nullableText,
        "running_generation": [
            "type": ["integer", "null"], "description": "Generation of the container that requests go to.",
        ],
        "address": ["type": ["string", "null"], "description": "Where requests go, address:port."],
        "engine_node": ["type": ["string", "null"], "description": "Node whose engine has it."],
        "started_at": nullableTime, "exit_code": ["type": ["integer", "null"]], "restart_count": JSONSchema.integer,
        "allocated_port": ["type": ["integer", "null"], "description": "The first of its ports of the host."],
        "exposed_ports": JSONSchema.objects,
        "drifted": [
            "type": "array", "items": ["type": "string"], "description": "What others have changed at the container.",
        ],
        "failure": [
            "type": ["object", "null"],
            "properties": [
                "code": JSONSchema.text, "message": JSONSchema.text, "at": JSONSchema.time, "retry_at": nullableTime,
            ],
        ],
        "last_output": [
            "type": "array", "items": ["type": "string"],
            "description": "The end of what a container printed that ended by itself, or a build that failed.",
        ],
        "progress": [
            "type": ["object", "null"],
            "properties": ["percent": ["type": ["integer", "null"]], "text": JSONSchema.text],
        ],
    ]

    private static let nullableTime: JSONValue = ["type": ["string", "null"], "format": "date-time"]

    static func location(_ service: ContainerService) -> String { "/api/v1/services/" + service.name }

    /// A service with its state.
    static func json(_ state: DockerServiceState) -> JSONObject {
        let (service, status) = (state.service, state.status)
        var object = ContainerService.schema.encode(service, form: .request)
        object.append("environment", ServiceEnvironment.shown(service))
        object.append("status", .string(state.phase.rawValue))
        object.append("is_settled", .bool(state.isSettled))
        object.append("reason", .text(state.reason))
        object.append("health_status", .string(status?.health ?? "none"))
        object.append("container_id", .text(status?.containerID))
        object.append("container_name", .text(status?.containerName))
        object.append("image_id", .text(status?.imageID))
        object.append("running_generation", status?.generation.map { .integer($0) } ?? .null)
        object.append("address", .text(status?.address))
        object.append("engine_node", .text(status?.node))
        object.append("started_at", status?.startedAt.map { .time($0) } ?? .null)
        object.append("exit_code", status?.exitCode.map { .integer(Int64($0)) } ?? .null)
        object.append("restart_count", .integer(Int64(status?.restarts ?? 0)))
        object.append("allocated_port", service.ports.first.map { .integer(Int64($0.hostPort)) } ?? .null)
        object.append("exposed_ports", .array(service.ports.map { .object(PortView.json($0, of: service)) }))
        object.append("drifted", .texts(status?.drift ?? []))
        object.append("failure", status?.failure.map { failure($0) } ?? .null)
        object.append("last_output", .texts(status?.lastOutput ?? []))
        object.append("progress", status?.progress.map { progress($0) } ?? .null)
        return object
    }

    private static func failure(_ failure: ServiceStatus.Failure) -> JSONValue {
        [
            "code": .string(failure.code), "message": .string(failure.message), "at": .time(failure.at),
            "retry_at": failure.retryAt.map { .time($0) } ?? .null,
        ]
    }

    private static func progress(_ progress: ServiceStatus.Progress) -> JSONValue {
        ["percent": progress.percent.map { .integer(Int64($0)) } ?? .null, "text": .string(progress.text)]
    }
}
