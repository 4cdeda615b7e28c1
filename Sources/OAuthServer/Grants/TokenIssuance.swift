/// Issues the first tokens of an authorization.
struct TokenIssuance: Sendable {
    private let issuer: AccessTokenIssuer
    private let families: RefreshFamilies

    init(issuer: AccessTokenIssuer, families: RefreshFamilies) {
        self.issuer = issuer
        self.families = families
    }

    /// Tokens for all of a grant's scopes, with a refresh token for clients that can use one.
    func begin(
        _ grant: AuthorizedGrant, resources: [String], for request: TokenRequest, allowsRefresh: Bool = true
    ) async throws(OAuthError) -> TokenResponse {
        // Signed first: what cannot be signed leaves no trace in the store.
        let access = try await issuer.issue(grant, scopes: grant.scopes, resources: resources)
        let refresh = try await families.begin(
            grant, withToken: allowsRefresh && request.client.grantTypes.contains(.refreshToken), from: request.address)
        return TokenResponse(
            accessToken: access, expiresIn: issuer.lifetime, refreshToken: refresh, scopes: grant.scopes, grant: grant)
    }
}
