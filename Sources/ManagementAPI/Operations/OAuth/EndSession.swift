internal import ProxyModel

extension Operation {
    static let endSession = Operation(
        "oauth.session.revoke", .delete, "/api/v1/oauth/sessions/{session_id}", .admin, "Sign a browser out.",
        parameters: [
            .path("session_id", "Identifier of the session, or its first 12 characters or more."),
            .text("user", "Whose session it is."),
        ],
        answer: .object("EndedSession", ["status": JSONSchema.text, "session_id": JSONSchema.text])
    ) { (call) throws(Problem) in
        let id = call.path("session_id")
        let named = try await SessionView.sessions(call).filter { session in
            // Tables show only the beginning.
            session.id == id || id.utf8.count >= 12 && session.id.hasPrefix(id)
        }
        guard named.count == 1, let session = named.first else {
            throw Problem(.notFound, "there is no session '\(id)'")
        }
        try await call.authorizationServer().endSession(session.id, of: session.subject)
        return .object(["status": "revoked", "session_id": .string(session.id)])
    }
}
