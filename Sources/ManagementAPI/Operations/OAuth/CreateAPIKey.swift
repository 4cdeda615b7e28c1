internal import OAuthServer
internal import ProxyModel

extension Operation {
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
                id: id, digest: SecretDigest.hexadecimal(text), label: input.label,
                subject: SubjectText.subject(user.name), username: user.name, email: user.email, groups: user.groups,
                scopes: input.scopes, expiresAt: input.expiresAt, createdAt: call.now)
            draft.put(.apiKey(key))
            return key
        }
        var object = APIKey.schema.encode(key, form: .request)
        object.append("key", .string(text))
        return .object(object, revision: revision, location: "/api/v1/oauth/api-keys/" + id)
    }

    private static let alphabet = Array("abcdefghijklmnopqrstuvwxyz0123456789".utf8)
}
