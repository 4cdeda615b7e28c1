/// Checks access tokens of this server for its own endpoints; the data path has a check of its own.
package struct AccessTokenVerifier: Sendable {
    private let environment: OAuthEnvironment
    private let keys: SigningKeyRing
    private let registry: GrantRegistry

    /// Makes the verifier over the keys in force.
    package init(_ environment: OAuthEnvironment, keys: SigningKeyRing, registry: GrantRegistry) {
        self.environment = environment
        self.keys = keys
        self.registry = registry
    }

    /// The claims of a token of an issuer (nil = any of ours) that is still good by its signature and times; nil for
    /// anything else; `leeway` is in seconds.
    func claims(_ token: String, issuer: String?, leeway: Int64 = 0) -> JWTClaims? {
        let now = environment.now() / 1_000
        guard let parsed = try? JWS(token, algorithms: [.rs256, .es256]), parsed.type == AccessTokenIssuer.type,
            let claims = try? parsed.claims(verifiedBy: keys.keySet), issuer == nil || claims.issuer == issuer,
            // What was issued right after a revocation is dated in the next second.
            (try? claims.checkTimes(now: claims.issuedAt == now + 1 ? now + 1 : now, leeway: leeway)) != nil
        else { return nil }
        return claims
    }

    /// The claims of a token that was not revoked either; nil for anything else.
    ///
    /// Throws `temporarily_unavailable` when that cannot be seen.
    package func activeClaims(
        _ token: String, issuer: String?, leeway: Int64 = 0
    ) async throws(OAuthError) -> JWTClaims? {
        guard let claims = claims(token, issuer: issuer, leeway: leeway), try await !registry.isRevoked(claims) else {
            return nil
        }
        return claims
    }
}
