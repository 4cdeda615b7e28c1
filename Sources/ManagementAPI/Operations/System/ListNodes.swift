internal import ProxyModel

extension Operation {
    static let listNodes = Operation(
        "system.nodes", .get, "/api/v1/system/nodes", .admin, "List the nodes that share the configuration.",
        answer: .list(
            "nodes", "Node",
            [
                "node_id": JSONSchema.text, "version": JSONSchema.text,
                "phase": ValueSchema<NodeStatus.Phase>.choice.definition, "revision": JSONSchema.integer,
                "workers": JSONSchema.integer, "started_at": JSONSchema.time,
            ], columns: ["node_id", "version", "phase", "revision", "workers", "started_at"])
    ) { call in
        let nodes = await call.environment.nodes.nodes().sorted { $0.id < $1.id }
        return .list(
            nodes.map { node -> JSONObject in
                [
                    "node_id": .string(node.id), "version": .string(node.version),
                    "phase": .string(node.phase.rawValue),
                    "revision": .integer(Int64(clamping: node.revision)), "workers": .integer(Int64(node.workers)),
                    "started_at": .time(node.startedAt),
                ]
            })
    }
}
