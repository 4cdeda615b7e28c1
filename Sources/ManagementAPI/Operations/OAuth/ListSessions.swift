internal import ProxyModel

extension Operation {
    static let listSessions = Operation(
        "oauth.session.list", .get, "/api/v1/oauth/sessions", .admin, "List the browsers that are signed in.",
        parameters: [.text("user", "Only those of this user: a name, or a subject.")],
        answer: .list(
            "sessions", "OAuthSession",
            [
                "session_id": JSONSchema.text, "subject": JSONSchema.text, "username": JSONSchema.text,
                "provider": JSONSchema.text, "client_address": JSONSchema.text, "user_agent": JSONSchema.text,
                "authenticated_at": JSONSchema.time, "last_used_at": JSONSchema.time,
            ], columns: ["session_id", "username", "provider", "client_address", "last_used_at"])
    ) { (call) throws(Problem) in
        let rows = try await SessionView.sessions(call).map { session -> JSONObject in
            [
                "session_id": .string(session.id), "subject": .string(session.subject),
                "username": .string(session.username), "provider": .string(session.provider),
                "client_address": .string(session.clientAddress), "user_agent": .string(session.userAgent),
                "authenticated_at": .time(session.authenticatedAt * 1_000), "last_used_at": .time(session.lastUsedAt),
            ]
        }
        return .list(rows)
    }
}
