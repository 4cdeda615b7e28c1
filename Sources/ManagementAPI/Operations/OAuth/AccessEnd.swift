internal import ProxyModel

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
