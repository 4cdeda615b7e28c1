internal import ProxyModel

/// Checks the session cookies of guarded hosts where the guard of this proxy does not see them.
package struct SessionTokenVerifier: Sendable {
    /// As much as the guard allows, in seconds.
    private static let leeway: Int64 = 30

    private let environment: OAuthEnvironment
    private let keys: SigningKeyRing
    private let sessions: StoredBrowserSessions

    /// Makes the verifier over the keys in force and the sessions that there are.
    package init(_ environment: OAuthEnvironment, keys: SigningKeyRing, sessions: StoredBrowserSessions) {
        self.environment = environment
        self.keys = keys
        self.sessions = sessions
    }

    /// The claims of a token of an issuer whose session has not ended; nil for anything else.
    ///
    /// Throws `temporarily_unavailable` when that cannot be seen.
    package func activeClaims(_ token: String, issuer: String) async throws(OAuthError) -> JWTClaims? {
        guard let parsed = try? JWS(token, algorithms: [.rs256, .es256]), parsed.type == SessionToken.type,
            let claims = try? parsed.claims(verifiedBy: keys.keySet), claims.issuer == issuer,
            (try? claims.checkTimes(now: environment.now() / 1_000, leeway: Self.leeway)) != nil,
            let session = claims["sid"]?.stringValue, let subject = claims.subject,
            try await sessions.isAlive(session, of: subject)
        else { return nil }
        return claims
    }
}
