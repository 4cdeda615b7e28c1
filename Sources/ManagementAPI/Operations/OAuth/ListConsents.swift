internal import ProxyModel

extension Operation {
    static let listConsents = Operation(
        "oauth.consent.list", .get, "/api/v1/oauth/consents", .admin, "List what users allowed clients.",
        parameters: [.text("user", "Only what this user allowed: a name, or a subject.")],
        answer: .list(
            "consents", "Consent",
            [
                "client_id": JSONSchema.text, "subject": JSONSchema.text, "scope": JSONSchema.text,
                "given_at": JSONSchema.time,
            ], columns: ["subject", "client_id", "scope", "given_at"])
    ) { (call) throws(Problem) in
        var rows: [JSONObject] = []
        for subject in try await SeenUsers.subjects(call) {
            for consent in try await call.authorizationServer().consents(of: subject) {
                rows.append([
                    "client_id": .string(consent.clientID), "subject": .string(consent.subject),
                    "scope": .string(consent.scopes.joined(separator: " ")), "given_at": .time(consent.givenAt),
                ])
            }
        }
        return .list(rows)
    }
}
