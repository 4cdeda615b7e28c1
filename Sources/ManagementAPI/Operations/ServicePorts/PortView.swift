internal import DockerControl
internal import ProxyModel

/// How ports of services are shown; the members have the names by which other tools know them.
enum PortView {
    static let service = OperationParameter.path("name", "Name of the service.")
    static let port = OperationParameter.path("port_name", "Name of the port within the service.")
    static let columns = [
        "service_name", "port_name", "bind_address", "host_port", "container_port", "protocol", "require_token",
        "allowed_sources",
    ]
    static let members: KeyValuePairs<String, JSONValue> = [
        "service_name": JSONSchema.text, "port_name": JSONSchema.text, "host_port": JSONSchema.integer,
        "container_port": JSONSchema.integer, "bind_address": JSONSchema.text, "protocol": JSONSchema.text,
        "require_token": JSONSchema.flag, "has_source_token": JSONSchema.flag, "allowed_sources": JSONSchema.texts,
        "description": JSONSchema.text, "created_by": JSONSchema.nullableText, "created_at": JSONSchema.time,
    ]

    /// The form of one port; `once` adds the token that is shown when it was made.
    static func definition(once: Bool = false) -> JSONValue {
        var properties = JSONObject(members: members.map { JSONObject.Member(name: $0.key, value: $0.value) })
        let required = properties.members.map(\.name)
        if once {
            properties.append(
                "source_token",
                ["type": "string", "description": "The token that was made for the port; it is not shown again."])
        }
        return ["type": "object", "properties": .object(properties), "required": .texts(required)]
    }

    static func json(_ entry: PortAllocation.Entry) -> JSONObject {
        let port = entry.port
        return [
            "service_name": .string(entry.service), "port_name": .string(port.name),
            "host_port": .integer(Int64(port.hostPort)), "container_port": .integer(Int64(port.containerPort)),
            "bind_address": .string(port.bind), "protocol": .string(port.transport.rawValue),
            "require_token": .bool(port.requiresToken), "has_source_token": .bool(port.tokenDigest != nil),
            "allowed_sources": .texts(port.allowedSources), "description": .string(port.summary),
            "created_by": .text(entry.owner), "created_at": .time(port.createdAt),
        ]
    }

    static func json(_ port: ServicePort, of service: ContainerService) -> JSONObject {
        json(PortAllocation.Entry(service: service.name, owner: service.owner, port: port))
    }

    static func location(_ port: ServicePort, of service: ContainerService) -> String {
        "/api/v1/services/\(service.name)/ports/\(port.name)"
    }
}
