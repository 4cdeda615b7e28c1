internal import ProxyModel

extension Operation {
    static let createToken = Operation(
        "token.create", .post, "/api/v1/tokens", .admin, "Create a token; its text is shown this once.",
        takes: APIToken.schema,
        answer: .object(
            "CreatedToken",
            [
                "name": JSONSchema.text, "token": JSONSchema.text, "cert_email": JSONSchema.nullableText,
                "created_at": JSONSchema.time,
            ], status: 201)
    ) { (input, call) throws(Problem) in
        let (record, text, revision) = try await TokenIssue.issue(input, call)
        return .object(
            TokenIssue.json(record, text), revision: revision,
            location: "/api/v1/tokens/" + PercentEncoding.encode(record.name))
    }
}
