/// `client_credentials` (RFC 6749 §4.4): a client that acts for itself.
struct ClientCredentialsGrant: TokenGrant {
    let type = OAuthClient.GrantType.clientCredentials

    let environment: OAuthEnvironment
    let issuer: AccessTokenIssuer
    let registry: GrantRegistry

    /// Only clients that an operator registered: who registers itself would let itself in.
    func tokens(for request: TokenRequest) async throws(OAuthError) -> TokenResponse {
        let client = request.client
        guard client.isConfidential, client.source == .configuration else {
            throw OAuthError(
                .unauthorizedClient, "client_credentials is for confidential clients that an operator registered")
        }
        let resources = try request.resources(in: environment.resources)
        let scopes = try Self.scopes(try request.requestedScopes(), client, resources)
        var grant = AuthorizedGrant(
            id: environment.token(bytes: 16), issuer: request.issuer, clientID: client.id, user: nil, scopes: scopes,
            resources: resources.map(\.uri), authenticatedAt: environment.now() / 1_000)
        grant.authorizedAt = try await registry.beginning(of: grant)
        let access = try await issuer.issue(grant, scopes: scopes, resources: grant.resources)
        return TokenResponse(
            accessToken: access, expiresIn: issuer.lifetime, refreshToken: nil, scopes: scopes, grant: grant)
    }

    /// What was asked for within what the client may have; unknown scopes are dropped, but not all of them.
    private static func scopes(
        _ requested: [String]?, _ client: OAuthClient, _ resources: [ProtectedResource]
    ) throws(OAuthError) -> [String] {
        var known: [String] = []
        for scope in resources.flatMap(\.scopes) where !known.contains(scope) { known.append(scope) }
        let ceiling = known.filter { client.scopes?.contains($0) ?? true }
        guard let requested else { return ceiling }
        let granted = ceiling.filter(requested.contains)
        guard !granted.isEmpty else {
            throw OAuthError(.invalidScope, "none of the scopes is one that the client may have for this resource")
        }
        return granted
    }
}
