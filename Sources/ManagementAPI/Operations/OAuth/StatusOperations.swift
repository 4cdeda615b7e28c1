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
        let clients = snapshot.clients.values.map(\.value).filter { !$0.id.hasPrefix("metadata:") }
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

    static let readOAuthHealth = Operation(
        "oauth.health", .get, "/api/v1/oauth/health", .token,
        "Tell whether users can sign in, and what is missing if they cannot.",
        answer: .object(
            "OAuthHealth",
            [
                "status": ["type": "string", "enum": ["healthy", "degraded"]], "checks": JSONSchema.object,
                "missing": JSONSchema.texts,
            ])
    ) { (call) throws(Problem) in
        let snapshot = try call.snapshot()
        let hosts = Set(
            snapshot.routes.values.map(\.value)
                .filter { $0.enabled && $0.target == .service(RoutesSetup.service) }.flatMap(\.proxyHostnames))
        let hasKey = snapshot.signingKeys.values.contains {
            $0.value.activeFrom <= call.now && ($0.value.retiresAt ?? .max) > call.now
        }
        let hasUser =
            snapshot.users.values.contains { !$0.value.isDisabled }
            || snapshot.identityProviders.values.contains { !$0.value.isDisabled }
        var missing: [String] = []
        if hosts.isEmpty { missing.append("no host is the authorization server: proxyd oauth routes-setup AUTH_HOST") }
        if !hasKey { missing.append("no key signs yet: it is made within seconds of the start") }
        if !hasUser { missing.append("nobody can sign in: proxyd oauth user create NAME --password-stdin") }
        return .object([
            "status": missing.isEmpty ? "healthy" : "degraded",
            "checks": [
                "authorization_server": .bool(!hosts.isEmpty), "signing_key": .bool(hasKey), "sign_in": .bool(hasUser),
                "hosts": .texts(hosts.sorted()),
            ], "missing": .texts(missing),
        ])
    }

    static let readTrace = Operation(
        "oauth.trace", .get, "/api/v1/oauth/trace", .admin,
        "Tell the latest decisions about clients and users with their reasons, newest first.",
        parameters: [
            .text("client_id", "Only those about this client."),
            .text("user", "Only those about this user: a name, or a subject."),
            OperationParameter(
                name: "limit", location: .query,
                definition: ["type": "integer", "minimum": 1, "maximum": 500, "default": 100],
                summary: "How many at most.", isRequired: false),
        ],
        answer: .list(
            "steps", "FlowStep",
            [
                "time": JSONSchema.time, "stage": JSONSchema.text, "accepted": JSONSchema.flag,
                "reason": JSONSchema.text, "client_id": JSONSchema.nullableText, "subject": JSONSchema.nullableText,
                "resource": JSONSchema.nullableText, "client_address": JSONSchema.text, "request_id": JSONSchema.text,
            ], columns: ["time", "stage", "accepted", "reason", "client_id", "subject"])
    ) { (call) throws(Problem) in
        let limit = try call.query.number("limit", in: 1...500, default: 100)
        let party: TraceParty =
            switch (call.query.text("client_id"), call.query.text("user")) {
            case (let client?, _): .client(client)
            case (nil, let user?): .user(SubjectText.subject(user))
            case (nil, nil): .everybody
            }
        return .list(try await call.authorizationServer().trace(of: party, limit: limit))
    }

    private static func members(_ counters: [FlowCounter], _ count: KeyPath<FlowCounter, Int>) -> JSONValue {
        .object(
            JSONObject(
                members: counters.map {
                    JSONObject.Member(name: $0.stage, value: .integer(Int64($0[keyPath: count])))
                }))
    }
}
