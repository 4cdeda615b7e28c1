package import ProxyModel

/// The signed cookie that a browser has for a guarded host: what the guard has to know of the user, checked without a
/// store.
package enum SessionToken {
    /// The header `typ`.
    package static let type = "session+jwt"
    /// Seconds; then the browser comes by again, which nobody sees.
    package static let lifetime: Int64 = 900

    /// Signs claims with the key in force; the second argument is the header `typ`.
    package typealias Signer = @Sendable (JSONObject, String) async throws(OAuthError) -> String

    /// The claims of a token; `now` is in seconds.
    static func claims(
        _ session: BrowserSession, resource: ProtectedResource, identifier: String, now: Int64
    ) -> JSONObject {
        let user = session.user
        // A session that began right after a revocation is dated in the next second.
        let now = max(now, session.authenticatedAt)
        var claims: JSONObject = [
            "iss": .string(resource.issuer), "sub": .string(user.subject), "aud": .string(resource.origin),
            "scope": .string(resource.scopes.joined(separator: " ")), "iat": .integer(now),
            "exp": .integer(now + lifetime), "jti": .string(identifier), "grant": .string(session.digest),
            "sid": .string(session.digest), "auth_time": .integer(session.authenticatedAt),
            "username": .string(user.username),
        ]
        if let email = user.email { claims.append("email", .string(email)) }
        if let name = user.name { claims.append("name", .string(name)) }
        if !user.groups.isEmpty { claims.append("groups", .array(user.groups.map { .string($0) })) }
        return claims
    }
}
