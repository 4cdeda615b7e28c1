/// `authorization_code` with the proof key of RFC 7636 (RFC 6749 §4.1.3).
struct AuthorizationCodeGrant: TokenGrant {
    let type = OAuthClient.GrantType.authorizationCode

    let codes: StoredAuthorizationCodes
    let issuance: TokenIssuance
    let resources: any ResourceDirectory
    let currentUser: CurrentUser

    func tokens(for request: TokenRequest) async throws(OAuthError) -> TokenResponse {
        let code = try request.form.required("code")
        let verifier = try request.form.single("code_verifier")
        let redirectURI = try request.form.single("redirect_uri")
        let pending = try await codes.peek(code, client: request.client, issuer: request.issuer)
        // A client that errs here can mend its request and use the code.
        let chosen = try request.narrowedResources(pending.grant.resources, in: resources)
        // From here on the code is gone, whatever comes of it: nobody gets to guess twice.
        try await codes.redeem(code, client: request.client)
        guard Self.fits(redirectURI, pending, request.client) else {
            throw OAuthError(.invalidGrant, "redirect_uri is not the one of the authorization request; start again")
        }
        guard let verifier, CodeVerifier.isValid(verifier, for: pending.challenge) else {
            throw OAuthError(.invalidGrant, "code_verifier does not fit the code_challenge; start again")
        }
        var grant = pending.grant
        if let user = grant.user {
            guard let current = currentUser(user, grant.authenticatedAt) else {
                throw OAuthError(.invalidGrant, "the account of the user is gone or disabled; sign in again")
            }
            grant.user = current
        }
        let response = try await issuance.begin(grant, resources: chosen, for: request)
        try await codes.confirm(code, pending)
        return response
    }

    /// A redirect URI that is sent must be the one that the code went to; RFC 6749 §4.1.3 wants it sent, OAuth 2.1 does
    /// not, and the proof key binds the code to the client either way.
    private static func fits(_ sent: String?, _ pending: PendingCode, _ client: OAuthClient) -> Bool {
        guard let sent else { return true }
        guard let expected = pending.redirectURI else { return client.redirectURIs.contains(sent) }
        return sent == expected
    }
}
