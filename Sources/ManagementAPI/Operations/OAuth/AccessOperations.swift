internal import ProxyModel

extension Operation {
    static let listAccess = Operation(
        "oauth.token.list", .get, "/api/v1/oauth/tokens", .admin, "List what clients hold for users.",
        parameters: [
            .text("user", "Only what is held for this user: a name, or a subject."),
            .text("client_id", "Only what this client holds."),
        ],
        answer: .list(
            "tokens", "ClientAccess",
            [
                "client_id": JSONSchema.text, "client_name": JSONSchema.nullableText, "subject": JSONSchema.text,
                "resources": JSONSchema.texts, "scope": JSONSchema.text, "authorized_at": JSONSchema.time,
                "last_used_at": JSONSchema.time, "last_address": JSONSchema.nullableText,
            ], columns: ["subject", "client_name", "client_id", "scope", "last_used_at", "last_address"])
    ) { (call) throws(Problem) in
        var rows: [JSONObject] = []
        for subject in try await SeenUsers.subjects(call) {
            for access in try await call.authorizationServer().access(of: subject) {
                if let client = call.query.text("client_id"), client != access.clientID { continue }
                rows.append([
                    "client_id": .string(access.clientID), "client_name": .text(access.clientName),
                    "subject": .string(access.subject), "resources": .texts(access.resources),
                    "scope": .string(access.scopes.joined(separator: " ")),
                    "authorized_at": .time(access.authorizedAt), "last_used_at": .time(access.lastUsedAt),
                    "last_address": .text(access.lastAddress),
                ])
            }
        }
        return .list(rows)
    }

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

    static let revokeConsent = Operation(
        "oauth.consent.revoke", .delete, "/api/v1/oauth/consents", .admin,
        "Take back what a user allowed a client, and end what it holds.",
        parameters: [
            .required("user", "The user: a name, or a subject."), .required("client_id", "Identifier of the client."),
        ],
        answer: .object("RevokedConsent", ["message": JSONSchema.text])
    ) { (call) throws(Problem) in
        let subject = SubjectText.subject(call.query.text("user") ?? "")
        let client = call.query.text("client_id") ?? ""
        try await call.authorizationServer().revokeConsent(client: client, of: subject)
        return .object(["message": "The consent was taken back."])
    }
}

/// Which access is to end: exactly one of token and authorization, or user, client or both.
struct AccessEnd: Sendable {
    var token: String?
    var grant: String?
    var user: String?
    var client: String?

    static let schema = ObjectSchema<AccessEnd>(
        "AccessEnd", blank: { AccessEnd() },
        fields: [
            Field("jti", \.token, .optional(.line(1...256)), default: nil, "One access token, by its claim jti."),
            Field("grant", \.grant, .optional(.line(1...256)), default: nil, "One authorization, by its claim grant."),
            Field("user", \.user, .optional(.line(1...512)), default: nil, "A user: a name, or a subject."),
            Field("client_id", \.client, .optional(.line(1...2048)), default: nil, "A client."),
        ])

    func subject() throws(Problem) -> Revocation.Subject {
        switch (token, grant, user.map { SubjectText.subject($0) }, client) {
        case (let token?, nil, nil, nil): return .token(token)
        case (nil, let grant?, nil, nil): return .grant(grant)
        case (nil, nil, let user?, let client?): return .userAndClient(user: user, client: client)
        case (nil, nil, let user?, nil): return .user(user)
        case (nil, nil, nil, let client?): return .client(client)
        default: throw Problem(SchemaProblem("give jti, grant, user, client_id, or user and client_id"))
        }
    }
}
