internal import OAuthServer
internal import ProxyModel

extension Operation {
    static let readOAuthMetrics = Operation(
        "oauth.metrics", .get, "/api/v1/oauth/metrics", .admin, "Count clients, users, and what happened today (UTC).",
        answer: .object(
            "OAuthMetrics",
            [
                "timestamp": JSONSchema.time, "clients": JSONSchema.object, "users": JSONSchema.object,
                "auth_flows": JSONSchema.object, "errors": JSONSchema.object,
            ])
    ) { (call) throws(Problem) in
        let snapshot = try call.snapshot()
        let server = try call.authorizationServer()
        let seen = try await server.seen()
        let counters = try await server.counters()
        let clients = snapshot.clients.values.map(\.value).filter { !RegisteredClients.isReserved($0.id) }
        return .object([
            "timestamp": .time(call.now),
            "clients": [
                "recorded": .integer(Int64(clients.count)),
                "disabled": .integer(Int64(clients.filter(\.isDisabled).count)),
                "seen": .integer(Int64(seen.clients.count)),
            ],
            "users": [
                "accounts": .integer(Int64(snapshot.users.count)), "seen": .integer(Int64(seen.subjects.count)),
                "api_keys": .integer(Int64(snapshot.apiKeys.count)),
            ],
            "auth_flows": members(counters, \.accepted), "errors": members(counters, \.refused),
        ])
    }

    private static func members(_ counters: [FlowCounter], _ count: KeyPath<FlowCounter, Int>) -> JSONValue {
        .object(
            JSONObject(
                members: counters.map {
                    JSONObject.Member(name: $0.stage, value: .integer(Int64($0[keyPath: count])))
                }))
    }
}
