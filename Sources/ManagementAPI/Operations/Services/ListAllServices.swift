internal import ProxyModel

extension Operation {
    static let listAllServices = Operation(
        "service.list-all", .get, "/api/v1/services/unified", .token,
        "List everything that routes can name: services in containers, external ones and those of the process.",
        parameters: [.choice("service_type", ["docker", "external", "internal"], "Only services of this type.")],
        answer: .list(
            "services", "Service",
            [
                "service_name": JSONSchema.text, "service_type": JSONSchema.text,
                "target_url": JSONSchema.nullableText, "description": JSONSchema.text,
                "routing_enabled": JSONSchema.flag,
            ], columns: ["service_name", "service_type", "target_url", "routing_enabled", "description"])
    ) { (call) throws(Problem) in
        let snapshot = try call.snapshot()
        let external = ServiceView.owned(snapshot, by: call.caller).map { service -> JSONObject in
            [
                "service_name": .string(service.name), "service_type": "external",
                "target_url": .string(service.target.description), "description": .string(service.summary),
                "routing_enabled": .bool(service.routingEnabled),
            ]
        }
        let docker = snapshot.dockerServices.values.map(\.value).filter { call.caller.owns($0.owner) }
            .sorted { $0.name < $1.name }.map { service -> JSONObject in
                let target = snapshot.serviceEndpoints[service.name]?.value.upstreams.first
                return [
                    "service_name": .string(service.name), "service_type": "docker",
                    "target_url": .text(target?.description),
                    "description": .string(service.image ?? "Built from \(service.dockerfilePath ?? "")."),
                    "routing_enabled": .bool(service.deletion == nil),
                ]
            }
        let own = call.environment.settings.localServices.sorted().map { name -> JSONObject in
            [
                "service_name": .string(name), "service_type": "internal", "target_url": .null,
                "description": "Answered by the process itself.", "routing_enabled": true,
            ]
        }
        let wanted = call.query.text("service_type")
        let kinds: KeyValuePairs = ["docker": docker, "external": external, "internal": own]
        let all = kinds.filter { wanted == nil || wanted == $0.key }.flatMap(\.value)
        let counts = JSONObject(
            members: kinds.map { JSONObject.Member(name: $0.key, value: .integer(Int64($0.value.count))) })
        return .list(
            all, revision: snapshot.revision,
            members: ["total": .integer(Int64(all.count)), "by_type": .object(counts)])
    }
}
