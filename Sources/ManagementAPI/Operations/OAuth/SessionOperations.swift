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
        let rows = try await sessions(call).map { session -> JSONObject in
            [
                "session_id": .string(session.id), "subject": .string(session.subject),
                "username": .string(session.username), "provider": .string(session.provider),
                "client_address": .string(session.clientAddress), "user_agent": .string(session.userAgent),
                "authenticated_at": .time(session.authenticatedAt * 1_000), "last_used_at": .time(session.lastUsedAt),
            ]
        }
        return .list(rows)
    }

    static let endSession = Operation(
        "oauth.session.revoke", .delete, "/api/v1/oauth/sessions/{session_id}", .admin, "Sign a browser out.",
        parameters: [.path("session_id", "Identifier of the session."), .text("user", "Whose session it is.")],
        answer: .object("EndedSession", ["status": JSONSchema.text, "session_id": JSONSchema.text])
    ) { (call) throws(Problem) in
        let id = call.path("session_id")
        guard let session = try await sessions(call).first(where: { $0.id == id }) else {
            throw Problem(.notFound, "there is no session '\(id)'")
        }
        try await call.authorizationServer().endSession(id, of: session.subject)
        return .object(["status": "revoked", "session_id": .string(id)])
    }

    private static func sessions(_ call: OperationCall) async throws(Problem) -> [UserSession] {
        var sessions: [UserSession] = []
        for subject in try await SeenUsers.subjects(call) {
            sessions += try await call.authorizationServer().sessions(of: subject)
        }
        return sessions.sorted { ($1.lastUsedAt, $0.id) < ($0.lastUsedAt, $1.id) }
    }
}

/// The users that a list is about.
enum SeenUsers {
    /// The one that the query names, or all that are known of.
    static func subjects(_ call: OperationCall) async throws(Problem) -> [String] {
        if let user = call.query.text("user"), !user.isEmpty { return [SubjectText.subject(user)] }
        let own = try call.snapshot().users.keys.map { SubjectText.subject($0) }
        return Set(own).union(try await call.authorizationServer().seen().subjects).sorted()
    }
}
