internal import ProxyModel

extension Operation {
    static let generateToken = Operation(
        "token.generate", .post, "/api/v1/tokens/generate", .admin,
        "Create a token and say what to do with it; its text is shown this once.", takes: APIToken.schema,
        answer: .object(
            "GeneratedToken",
            [
                "message": JSONSchema.text, "name": JSONSchema.text, "token": JSONSchema.text,
                "cert_email": JSONSchema.nullableText, "created_at": JSONSchema.time,
            ], status: 201)
    ) { (input, call) throws(Problem) in
        let (record, text, revision) = try await TokenIssue.issue(input, call)
        var object: JSONObject = ["message": "Keep the token now: it is not shown again."]
        for member in TokenIssue.json(record, text).members { object.append(member.name, member.value) }
        return .object(
            object, revision: revision, location: "/api/v1/tokens/" + PercentEncoding.encode(record.name))
    }
}
