internal import ProxyModel

/// `/revoke` (RFC 7009).
package struct RevocationEndpoint: OAuthEndpoint {
    private let environment: OAuthEnvironment
    private let authentication: any ClientAuthentication
    private let verifier: AccessTokenVerifier
    private let registry: GrantRegistry
    private let families: RefreshFamilies

    init(
        _ environment: OAuthEnvironment, authentication: any ClientAuthentication, verifier: AccessTokenVerifier,
        registry: GrantRegistry, families: RefreshFamilies
    ) {
        self.environment = environment
        self.authentication = authentication
        self.verifier = verifier
        self.registry = registry
        self.families = families
    }

    /// A refresh token ends its whole authorization, an access token itself; what is unknown, expired or another
    /// client's is answered with 200 as well (§2.2), and nothing happens to it.
    package func respond(to request: OAuthRequest, issuer: String) async throws(OAuthError) -> OAuthResponse {
        try FormRequest.check(request)
        let client = try await authentication.authenticate(request, issuer: issuer)
        // The hint is not needed: the two kinds of token cannot be mistaken for each other.
        let token = try request.form.required("token")
        let outcome: String
        if token.contains(".") {
            outcome = try await endAccess(token, client, issuer)
        } else {
            outcome = try await endAuthorization(token, client)
        }
        await environment.trace.note(
            FlowStep(
                .revoke, isAccepted: true, outcome, clientID: client.id, clientAddress: request.local.clientAddress,
                requestID: request.local.requestID, time: environment.now()))
        return OAuthResponse(status: 200, headers: [("Cache-Control", "no-store"), ("Pragma", "no-cache")])
    }

    private func endAccess(
        _ token: String, _ client: OAuthClient, _ issuer: String
    ) async throws(OAuthError) -> String {
        guard let claims = verifier.claims(token, issuer: issuer), let identifier = claims.identifier,
            let expiry = claims.expiresAt
        else { return "the token was not good any more" }
        guard claims["client_id"]?.stringValue == client.id else { return "the token is another client's" }
        try await registry.revoke(token: identifier, expiresAt: expiry)
        return "an access token was revoked"
    }

    private func endAuthorization(_ token: String, _ client: OAuthClient) async throws(OAuthError) -> String {
        guard let grant = try await families.grant(of: token) else { return "the token was not good any more" }
        guard grant.clientID == client.id else { return "the token is another client's" }
        try await registry.revoke(grant: grant.id)
        return "the authorization of a refresh token was revoked"
    }
}
