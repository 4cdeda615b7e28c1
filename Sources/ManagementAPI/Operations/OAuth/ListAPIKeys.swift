internal import ProxyModel

extension Operation {
    static let listAPIKeys = Operation(
        "oauth.api-key.list", .get, "/api/v1/oauth/api-keys", .admin, "List the personal API keys of users.",
        parameters: [.text("user", "Only those of this user: a name, or a subject.")],
        answer: .list(
            "api_keys", APIKey.schema, columns: ["id", "label", "username", "scopes", "expires_at", "created_at"])
    ) { (call) throws(Problem) in
        let snapshot = try call.snapshot()
        let subject = call.query.text("user").map { SubjectText.subject($0) }
        let keys = snapshot.apiKeys.values.map(\.value).filter { subject == nil || $0.subject == subject }
            .sorted { ($0.username, $0.createdAt, $0.id) < ($1.username, $1.createdAt, $1.id) }
        return .list(keys.map { APIKey.schema.encode($0, form: .request) }, revision: snapshot.revision)
    }
}
