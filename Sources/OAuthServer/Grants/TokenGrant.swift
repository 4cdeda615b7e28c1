/// One way to get tokens.
protocol TokenGrant: Sendable {
    /// Its name in `grant_type`.
    var type: OAuthClient.GrantType { get }

    /// Issues tokens; the client is authenticated and registered for this grant type.
    ///
    /// Throws the errors of RFC 6749 §5.2 and of the grant's own standard.
    func tokens(for request: TokenRequest) async throws(OAuthError) -> TokenResponse
}
