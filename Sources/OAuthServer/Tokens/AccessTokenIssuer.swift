internal import ProxyModel

/// Makes access tokens (RFC 9068).
package struct AccessTokenIssuer: Sendable {
    /// The header `typ` of access tokens (§2.1).
    package static let type = "at+jwt"

    private let environment: OAuthEnvironment
    private let keys: SigningKeyRing

    /// Makes the issuer over the keys in force.
    package init(_ environment: OAuthEnvironment, keys: SigningKeyRing) {
        self.environment = environment
        self.keys = keys
    }

    /// How long a token is good, in seconds.
    package var lifetime: Int64 { environment.settings.accessTokenLifetime / 1_000 }

    /// A token for a part of what was authorized: the scopes and the resources are a subset of the grant's.
    ///
    /// Throws `temporarily_unavailable` or `server_error` when there is no key to sign with.
    package func issue(
        _ grant: AuthorizedGrant, scopes: [String], resources: [String]
    ) async throws(OAuthError) -> String {
        // An authorization that began right after a revocation is dated in the next second.
        let now = max(environment.now() / 1_000, grant.authorizedAt)
        let claims = Self.claims(
            grant, scopes: scopes, resources: resources, identifier: environment.token(bytes: 16), issuedAt: now,
            lifetime: lifetime)
        return try await keys.sign(claims, type: Self.type)
    }

    /// The claims; times are in seconds.
    static func claims(
        _ grant: AuthorizedGrant, scopes: [String], resources: [String], identifier: String, issuedAt: Int64,
        lifetime: Int64
    ) -> JSONObject {
        let audience: JSONValue =
            resources.count == 1 ? .string(resources[0]) : .array(resources.map { .string($0) })
        var claims: JSONObject = [
            "iss": .string(grant.issuer), "sub": .string(grant.user?.subject ?? grant.clientID), "aud": audience,
            "client_id": .string(grant.clientID), "scope": .string(scopes.joined(separator: " ")),
            "iat": .integer(issuedAt), "exp": .integer(issuedAt + lifetime), "jti": .string(identifier),
            "grant": .string(grant.id),
        ]
        guard let user = grant.user else { return claims }
        claims.append("auth_time", .integer(grant.authenticatedAt))
        // The guard's allowlists go by these, whatever the scopes are.
        claims.append("username", .string(user.username))
        if let email = user.email { claims.append("email", .string(email)) }
        if !user.groups.isEmpty { claims.append("groups", .array(user.groups.map { .string($0) })) }
        if let name = user.name, scopes.contains("profile") { claims.append("name", .string(name)) }
        return claims
    }
}
