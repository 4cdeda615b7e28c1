/// The parts of the authorization server that deal with tokens, put together.
package struct TokenService: Sendable {
    /// The keys that sign and verify access tokens.
    package let keys: SigningKeyRing
    /// The authorizations in force, with their refresh tokens.
    package let registry: GrantRegistry
    /// Authorization codes, from their issue to their replay.
    package let codes: StoredAuthorizationCodes
    /// Sign-ins of devices that wait for a user (RFC 8628).
    package let devices: DeviceAuthorizations
    /// Says what is known of a token, whatever its kind.
    package let introspection: TokenIntrospection
    /// Verifies access tokens that were issued here.
    package let verifier: AccessTokenVerifier
    /// The token endpoint.
    package let token: TokenEndpoint
    /// The revocation endpoint (RFC 7009).
    package let revocation: RevocationEndpoint
    /// The device authorization endpoint (RFC 8628 §3.1).
    package let deviceAuthorization: DeviceAuthorizationEndpoint

    /// Puts the parts together; `currentUser` tells what has become of users, `issuers` who may assert identities (nil =
    /// the OpenID providers of the configuration).
    package init(
        _ environment: OAuthEnvironment, keys: SigningKeyRing, authentication: any ClientAuthentication,
        currentUser: @escaping CurrentUser, issuers: (any AssertionIssuers)? = nil
    ) {
        self.keys = keys
        registry = GrantRegistry(environment)
        codes = StoredAuthorizationCodes(environment, registry: registry)
        devices = DeviceAuthorizations(environment)
        verifier = AccessTokenVerifier(environment, keys: keys, registry: registry)
        let families = RefreshFamilies(environment, registry: registry, currentUser: currentUser)
        introspection = TokenIntrospection(
            environment, verifier: verifier, families: families)
        let issuer = AccessTokenIssuer(environment, keys: keys)
        let issuance = TokenIssuance(issuer: issuer, families: families)
        token = TokenEndpoint(
            environment, authentication: authentication,
            grants: [
                AuthorizationCodeGrant(
                    codes: codes, issuance: issuance, resources: environment.resources, currentUser: currentUser),
                RefreshTokenGrant(issuer: issuer, families: families, resources: environment.resources),
                ClientCredentialsGrant(environment: environment, issuer: issuer, registry: registry),
                DeviceCodeGrant(devices: devices, issuance: issuance, currentUser: currentUser),
                IdentityAssertionGrant(
                    environment: environment, issuers: issuers ?? ConfiguredAssertionIssuers(environment),
                    issuance: issuance),
            ])
        revocation = RevocationEndpoint(
            environment, authentication: authentication, verifier: verifier, registry: registry, families: families)
        deviceAuthorization = DeviceAuthorizationEndpoint(
            environment, authentication: authentication, devices: devices)
    }
}
