/// `refresh_token` (RFC 6749 §6).
struct RefreshTokenGrant: TokenGrant {
    let type = OAuthClient.GrantType.refreshToken

    let issuer: AccessTokenIssuer
    let families: RefreshFamilies
    let resources: any ResourceDirectory

    /// The access token may be for less than what was authorized; the refresh token stays good for all of it.
    func tokens(for request: TokenRequest) async throws(OAuthError) -> TokenResponse {
        let token = try request.form.required("refresh_token")
        let requested = try request.requestedScopes()
        let refreshed = try await families.refresh(
            token, client: request.client, issuer: request.issuer, from: request.address
        ) { (grant) throws(OAuthError) in
            _ = try Self.narrowed(requested, grant.scopes)
            _ = try request.narrowedResources(grant.resources, in: resources)
        }
        let grant = refreshed.grant
        let scopes = try Self.narrowed(requested, grant.scopes)
        let chosen = try request.narrowedResources(grant.resources, in: resources)
        let access = try await issuer.issue(grant, scopes: scopes, resources: chosen)
        return TokenResponse(
            accessToken: access, expiresIn: issuer.lifetime, refreshToken: refreshed.token, scopes: scopes, grant: grant
        )
    }

    private static func narrowed(_ requested: [String]?, _ granted: [String]) throws(OAuthError) -> [String] {
        guard let requested else { return granted }
        // Clients ask for `offline_access` again although it was never a scope of a resource.
        let wanted = requested.filter { $0 != "offline_access" || granted.contains($0) }
        guard wanted.allSatisfy(granted.contains) else {
            throw OAuthError(.invalidScope, "the scope is wider than what was authorized; start again to ask for more")
        }
        return wanted.isEmpty ? granted : wanted
    }
}
