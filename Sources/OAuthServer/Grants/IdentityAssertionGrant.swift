internal import ProxyModel

/// `urn:ietf:params:oauth:grant-type:jwt-bearer` with an identity assertion authorization grant: the user's organisation
/// says that a client may act for the user (RFC 7523 §2.1, draft-ietf-oauth-identity-assertion-authz-grant).
struct IdentityAssertionGrant: TokenGrant {
    /// The header `typ` of the assertion.
    static let tokenType = "oauth-id-jag+jwt"
    /// An assertion that is good for longer would have to be remembered for as long, in seconds.
    private static let longestLifetime: Int64 = 3_600
    private static let leeway: Int64 = 30

    let type = OAuthClient.GrantType.jwtBearer

    let environment: OAuthEnvironment
    let issuers: any AssertionIssuers
    let issuance: TokenIssuance

    /// No refresh token is issued: the client gets another assertion instead, and the organisation keeps its say.
    func tokens(for request: TokenRequest) async throws(OAuthError) -> TokenResponse {
        let token = try Self.parsed(try request.form.required("assertion"))
        let (provider, claims) = try await issuers.claims(of: token)
        try check(claims, provider, request)
        let resources = try resources(claims, request)
        let issuedAt = min(claims.issuedAt ?? 0, environment.now() / 1_000)
        let grant = AuthorizedGrant(
            id: environment.token(bytes: 16), issuer: request.issuer, clientID: request.client.id,
            user: Self.user(claims, provider), scopes: try Self.scopes(claims, request, resources),
            resources: resources.map(\.uri), authenticatedAt: claims["auth_time"]?.integerValue ?? issuedAt,
            authorizedAt: issuedAt)
        try await useOnce(claims, provider)
        if let user = grant.user { try await ProviderUsers(environment).note(user) }
        return try await issuance.begin(grant, resources: grant.resources, for: request, allowsRefresh: false)
    }

    private func check(
        _ claims: JWTClaims, _ provider: IdentityProvider, _ request: TokenRequest
    ) throws(OAuthError) {
        let now = environment.now() / 1_000
        do throws(JOSEProblem) {
            try claims.check(issuer: provider.issuer, audience: [request.issuer], now: now, leeway: Self.leeway)
        } catch { throw Self.refused("\(error)") }
        guard claims["client_id"]?.stringValue == request.client.id else {
            throw Self.refused("the claim client_id is not the client of the request")
        }
        guard claims.issuedAt != nil else { throw Self.refused("the claim iat is missing") }
        guard let expiry = claims.expiresAt, expiry - now <= Self.longestLifetime else {
            throw Self.refused("it is good for longer than an hour")
        }
        guard let subject = claims.subject, (1...255).contains(subject.utf8.count) else {
            throw Self.refused("the claim sub is missing or too long")
        }
    }

    /// What the assertion is for; a request may narrow it.
    private func resources(
        _ claims: JWTClaims, _ request: TokenRequest
    ) throws(OAuthError) -> [ProtectedResource] {
        guard let value = claims["resource"] else { return try request.resources(in: environment.resources) }
        let uris = value.stringValue.map { [$0] } ?? value.arrayValue?.compactMap(\.stringValue) ?? []
        let own = uris.compactMap { environment.resources.resource($0, issuer: request.issuer) }
        guard !own.isEmpty, own.count == uris.count else {
            throw Self.refused("the claim resource names what this server does not guard")
        }
        let chosen = try request.narrowedResources(own.map(\.uri), in: environment.resources)
        return own.filter { chosen.contains($0.uri) }
    }

    /// What the organisation allows of what the resource knows, the client may have and the request asks for.
    private static func scopes(
        _ claims: JWTClaims, _ request: TokenRequest, _ resources: [ProtectedResource]
    ) throws(OAuthError) -> [String] {
        var scopes: [String] = []
        for scope in resources.flatMap(\.scopes) where !scopes.contains(scope) { scopes.append(scope) }
        if let text = claims["scope"]?.stringValue {
            let allowed = text.split(separator: " ").map(String.init)
            scopes = scopes.filter(allowed.contains)
        }
        if request.client.source == .configuration, let ceiling = request.client.scopes {
            scopes = scopes.filter(ceiling.contains)
        }
        if let requested = try request.requestedScopes() { scopes = scopes.filter(requested.contains) }
        guard !scopes.isEmpty || resources.allSatisfy(\.scopes.isEmpty) else {
            throw refused("it allows none of the scopes that are asked for")
        }
        return scopes
    }

    private static func user(_ claims: JWTClaims, _ provider: IdentityProvider) -> UserIdentity {
        OIDCProfile(claims: claims.object, userinfo: JSONObject(), provider: provider).identity
    }

    private func useOnce(_ claims: JWTClaims, _ provider: IdentityProvider) async throws(OAuthError) {
        guard let identifier = claims.identifier, !identifier.isEmpty, let expiry = claims.expiresAt else {
            throw Self.refused("the claim jti is missing")
        }
        let name = SecretDigest.hexadecimal("id-jag\n" + provider.issuer + "\n" + identifier)
        let seconds = expiry - environment.now() / 1_000 + 2 * Self.leeway
        guard
            try await VolatileValues(environment.store).put(
                VolatileKey(.replay, name), [1], lifetime: seconds * 1_000, if: .absent)
        else { throw Self.refused("it was used before") }
    }

    private static func parsed(_ text: String) throws(OAuthError) -> JWS {
        do throws(JOSEProblem) {
            let token = try JWS(text)
            guard token.type == tokenType else { throw .malformed("its type is not \(tokenType)") }
            return token
        } catch { throw refused("\(error)") }
    }

    private static func refused(_ reason: String) -> OAuthError {
        OAuthError(.invalidGrant, "the assertion is refused: \(reason)")
    }
}
