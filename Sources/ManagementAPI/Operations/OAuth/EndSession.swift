internal import ProxyModel

extension Operation {
    static let endSession = Operation(
        "oauth.session.revoke", .delete, "/api/v1/oauth/sessions/{session_id}", .admin, "Sign a browser out.",
        parameters: [.path("session_id", "Identifier of the session."), .text("user", "Whose session it is.")],
        answer: .object("EndedSession", ["status": JSONSchema.text, "session_id": JSONSchema.text])
    ) { (call) throws(Problem) in
        let id = call.path("session_id")
        guard let session = try await SessionView.sessions(call).first(where: { $0.id == id }) else {
            throw Problem(.notFound, "there is no session '\(id)'")
        }
        try await call.authorizationServer().endSession(id, of: session.subject)
        return .object(["status": "revoked", "session_id": .string(id)])
    }
}
