package import ProxyModel

/// Finds out whether an issuer is trusted to assert who somebody is, and verifies what it signed.
package protocol AssertionIssuers: Sendable {
    /// The provider that a verified token is of, and its claims; their contents are not checked yet.
    ///
    /// Throws `invalid_grant` for an issuer that is not trusted or a signature that is not its, and
    /// `temporarily_unavailable` when its keys cannot be fetched now.
    func claims(of token: JWS) async throws(OAuthError) -> (provider: IdentityProvider, claims: JWTClaims)
}
