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

    static let createAPIKey = Operation(
        "oauth.api-key.create", .post, "/api/v1/oauth/api-keys", .admin,
        "Make a personal API key for a user; it is shown this once.", takes: NewAPIKey.schema,
        answer: .object(
            "CreatedAPIKey",
            [
                "key": JSONSchema.text, "id": JSONSchema.text, "label": JSONSchema.text, "username": JSONSchema.text,
            ], status: 201)
    ) { (input, call) throws(Problem) in
        let random = call.environment.randomBytes(10)
        let id = String(decoding: random.map { alphabet[Int($0) % alphabet.count] }, as: UTF8.self)
        let text = "mcp_\(id)_" + Base64URL.encode(call.environment.randomBytes(32))
        let (key, revision) = try await call.environment.editor.edit { draft throws(Problem) in
            guard let user = draft.snapshot.users[input.user]?.value else {
                throw Problem(SchemaProblem([SchemaIssue(pointer: "/user", detail: "there is no such user")]))
            }
            guard draft.snapshot.apiKeys[id] == nil else {
                throw Problem(.conflict, "the identifier is taken; try again")
            }
            let key = APIKey(
                id: id, digest: BearerToken.digest(text), label: input.label,
                subject: SubjectText.subject(user.name), username: user.name, email: user.email, groups: user.groups,
                scopes: input.scopes, expiresAt: input.expiresAt, createdAt: call.now)
            draft.put(.apiKey(key))
            return key
        }
        var object = APIKey.schema.encode(key, form: .request)
        object.append("key", .string(text))
        return .object(object, revision: revision, location: "/api/v1/oauth/api-keys/" + id)
    }

    static let deleteAPIKey = Operation(
        "oauth.api-key.delete", .delete, "/api/v1/oauth/api-keys/{id}", .admin, "Delete a personal API key.",
        parameters: [.path("id", "The public part of the key.")],
        answer: .object("DeletedAPIKey", ["message": JSONSchema.text])
    ) { (call) throws(Problem) in
        let id = call.path("id")
        let precondition = try RecordPrecondition(call)
        _ = try await call.environment.editor.edit { draft throws(Problem) in
            guard let stored = draft.snapshot.apiKeys[id] else {
                throw Problem(.notFound, "there is no API key '\(id)'")
            }
            try precondition.check(stored.revision)
            draft.delete(.apiKeys, id)
        }
        return .object(["message": .string("The API key '\(id)' was deleted.")])
    }

    private static let alphabet = Array("abcdefghijklmnopqrstuvwxyz0123456789".utf8)
}

/// A personal API key to be made.
struct NewAPIKey: Sendable {
    var user = ""
    var label = ""
    var scopes: [String] = []
    var expiresAt: Int64?

    static let schema = ObjectSchema<NewAPIKey>(
        "NewAPIKey", blank: { NewAPIKey() },
        fields: [
            Field("user", .required, \.user, .userName, "Name of the account."),
            Field("label", .required, \.label, .line(1...128), "What the key is for."),
            Field("scopes", \.scopes, .scopes, default: [], "What it allows."),
            Field("expires_at", \.expiresAt, .optional(.timestamp), default: nil, "When it ends; null = never."),
        ])
}
