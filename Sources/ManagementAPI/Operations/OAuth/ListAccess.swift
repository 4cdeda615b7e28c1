internal import ProxyModel

extension Operation {
    static let listAccess = Operation(
        "oauth.token.list", .get, "/api/v1/oauth/tokens", .admin, "List what clients hold for users.",
        parameters: [
            .text("user", "Only what is held for this user: a name, or a subject."),
            .text("client_id", "Only what this client holds."),
        ],
        answer: .list(
            "tokens", "ClientAccess",
            [
                "client_id": JSONSchema.text, "client_name": JSONSchema.nullableText, "subject": JSONSchema.text,
                "resources": JSONSchema.texts, "scope": JSONSchema.text, "authorized_at": JSONSchema.time,
                "last_used_at": JSONSchema.time, "last_address": JSONSchema.nullableText,
            ], columns: ["subject", "client_name", "client_id", "scope", "last_used_at", "last_address"])
    ) { (call) throws(Problem) in
        var rows: [JSONObject] = []
        for subject in try await SeenUsers.subjects(call) {
            for access in try await call.authorizationServer().access(of: subject) {
                if let client = call.query.text("client_id"), client != access.clientID { continue }
                rows.append([
                    "client_id": .string(access.clientID), "client_name": .text(access.clientName),
                    "subject": .string(access.subject), "resources": .texts(access.resources),
                    "scope": .string(access.scopes.joined(separator: " ")),
                    "authorized_at": .time(access.authorizedAt), "last_used_at": .time(access.lastUsedAt),
                    "last_address": .text(access.lastAddress),
                ])
            }
        }
        return .list(rows)
    }
}
