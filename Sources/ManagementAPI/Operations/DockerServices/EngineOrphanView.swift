internal import DockerControl
internal import ProxyModel

/// How what belongs to no service is shown.
enum EngineOrphanView {
    static let definitions: KeyValuePairs<String, JSONValue> = [
        "kind": ["type": "string", "enum": ["container", "network", "volume"]], "name": JSONSchema.text,
        "service_name": JSONSchema.nullableText, "adoptable": JSONSchema.flag,
    ]

    static func json(_ orphan: EngineOrphan) -> JSONObject {
        [
            "kind": .string(orphan.kind.rawValue), "name": .string(orphan.name), "service_name": .text(orphan.service),
            "adoptable": .bool(orphan.isAdoptable),
        ]
    }
}
