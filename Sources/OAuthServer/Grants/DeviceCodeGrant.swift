/// `urn:ietf:params:oauth:grant-type:device_code` (RFC 8628 §3.4).
struct DeviceCodeGrant: TokenGrant {
    let type = OAuthClient.GrantType.deviceCode

    let devices: DeviceAuthorizations
    let issuance: TokenIssuance
    let currentUser: CurrentUser

    func tokens(for request: TokenRequest) async throws(OAuthError) -> TokenResponse {
        let code = try request.form.required("device_code")
        var grant = try await devices.redeem(code, client: request.client, issuer: request.issuer)
        if let user = grant.user {
            guard let current = currentUser(user, grant.authenticatedAt) else {
                throw OAuthError(.accessDenied, "the account of the user is gone or disabled")
            }
            grant.user = current
        }
        return try await issuance.begin(grant, resources: grant.resources, for: request)
    }
}
