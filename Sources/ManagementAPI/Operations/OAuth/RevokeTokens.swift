internal import ProxyModel

extension Operation {
    static let revokeTokens = Operation(
        "oauth.token.revoke", .post, "/api/v1/oauth/tokens/revoke", .admin,
        "End access before its time, on every node: one token, one authorization, a user's, a client's, or a client's "
            + "for a user.", takes: AccessEnd.schema,
        answer: .object("EndedAccess", ["message": JSONSchema.text])
    ) { (input, call) throws(Problem) in
        let subject = try input.subject()
        try await call.authorizationServer().end(subject)
        return .object(["message": "The access was ended."])
    }
}
