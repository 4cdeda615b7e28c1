internal import ProxyModel

extension Operation {
    static let listAllServices = Operation(
        "service.list-all", .get, "/api/v1/services/unified", .token,
        "List everything that routes can name: external services and those of the process.",
        parameters: [.choice("service_type", ["external", "internal"], "Only services of this type.")],
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
        let own = call.environment.settings.localServices.sorted().map { name -> JSONObject in
            [
                "service_name": .string(name), "service_type": "internal", "target_url": .null,
                "description": "Answered by the process itself.", "routing_enabled": true,
            ]
        }
        let wanted = call.query.text("service_type")
        let all = (wanted == "internal" ? [] : external) + (wanted == "external" ? [] : own)
        let counts: JSONValue = [
            "external": .integer(Int64(external.count)), "internal": .integer(Int64(own.count)),
        ]
        return .list(
            all, revision: snapshot.revision,
            members: ["total": .integer(Int64(all.count)), "by_type": counts])
    }
}
