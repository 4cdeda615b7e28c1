internal import ProxyModel

/// Signs in with an OpenID provider by the authorization code flow (OpenID Connect Core §3.1).
struct OIDCProvider: UpstreamProvider {
    private static let defaultScopes = ["openid", "profile", "email"]

    private let provider: SignInProvider
    private let fetch: ProviderFetch
    private let documents: ProviderDocuments
    private let now: @Sendable () -> Int64

    init(
        _ provider: SignInProvider, fetch: ProviderFetch, documents: ProviderDocuments,
        now: @escaping @Sendable () -> Int64
    ) {
        self.provider = provider
        self.fetch = fetch
        self.documents = documents
        self.now = now
    }

    /// Of the client's own request nothing goes along, neither `resource` nor `prompt`: providers refuse what they do not
    /// know, and whom the user signs in with is between the user and the provider.
    func authorizationAddress(_ attempt: SignInAttempt) async throws(ProviderFailure) -> String {
        let configuration = try await documents.configuration(provider.record.issuer)
        var scopes = provider.record.scopes.isEmpty ? Self.defaultScopes : provider.record.scopes
        if !scopes.contains("openid") { scopes.insert("openid", at: 0) }
        let query = OAuthParameters([
            ("response_type", "code"), ("client_id", provider.record.clientID), ("redirect_uri", attempt.redirectURI),
            ("scope", scopes.joined(separator: " ")), ("state", attempt.state), ("nonce", attempt.nonce),
            ("code_challenge", attempt.challenge), ("code_challenge_method", "S256"),
        ])
        let separator = configuration.authorizationEndpoint.contains("?") ? "&" : "?"
        return configuration.authorizationEndpoint + separator + query.encoded
    }

    func identity(
        _ attempt: SignInAttempt, code: String, issuer: String?
    ) async throws(ProviderFailure) -> UserIdentity {
        let configuration = try await documents.configuration(provider.record.issuer)
        if issuer != nil || configuration.sendsIssuer {
            guard issuer == configuration.issuer else {
                throw .invalidAnswer("the answer came from another issuer")
            }
        }
        let answer = try await redeem(code, attempt, configuration)
        guard let text = answer["id_token"]?.stringValue else {
            throw .invalidAnswer("its token answer has no ID token")
        }
        let token = try Self.refusing { () throws(JOSEProblem) in try IDToken.parse(text) }
        let claims = try await verified(token, configuration)
        let expected = IDToken.Expectation(
            issuer: configuration.issuer, clientID: provider.record.clientID, nonce: attempt.nonce,
            now: now() / 1_000)
        let accessToken = answer["access_token"]?.stringValue
        try Self.refusing { () throws(JOSEProblem) in
            try IDToken.check(claims, expected)
            if let accessToken { try IDToken.check(claims, accessToken: accessToken) }
        }
        let further = try await userinfo(claims, accessToken, configuration)
        return OIDCProfile(claims: claims.object, userinfo: further, provider: provider.record).identity
    }

    private func redeem(
        _ code: String, _ attempt: SignInAttempt, _ configuration: OIDCConfiguration
    ) async throws(ProviderFailure) -> JSONValue {
        var form: [(name: String, value: String)] = [
            ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", attempt.redirectURI),
            ("code_verifier", attempt.verifier),
        ]
        var authorization: String?
        switch provider.secret {
        case let secret? where configuration.takesSecretInForm:
            form += [("client_id", provider.record.clientID), ("client_secret", secret)]
        case let secret?:
            // Both parts are encoded as in a form first (RFC 6749 §2.3.1).
            let pair = PercentEncoding.encode(provider.record.clientID) + ":" + PercentEncoding.encode(secret)
            authorization = "Basic " + Self.base64(Array(pair.utf8))
        case nil: form.append(("client_id", provider.record.clientID))
        }
        return try await fetch.token(
            configuration.tokenEndpoint, form: OAuthParameters(form), authorization: authorization)
    }

    /// The claims, with newer keys when the known ones have none for the token.
    private func verified(
        _ token: JWS, _ configuration: OIDCConfiguration
    ) async throws(ProviderFailure) -> JWTClaims {
        let keys = try await documents.keys(configuration.keySetURI)
        do throws(JOSEProblem) {
            return try token.claims(verifiedBy: keys)
        } catch {
            guard error == .unknownKey || error == .invalidSignature && token.keyID == nil else {
                throw .invalidAnswer("its ID token is refused: \(error)")
            }
        }
        let newer = try await documents.keys(configuration.keySetURI, isStale: true)
        return try Self.refusing { () throws(JOSEProblem) in try token.claims(verifiedBy: newer) }
    }

    /// What the ID token leaves out: some providers tell e-mail address and groups at the UserInfo endpoint alone (§5.4).
    private func userinfo(
        _ claims: JWTClaims, _ accessToken: String?, _ configuration: OIDCConfiguration
    ) async throws(ProviderFailure) -> JSONObject {
        let known = OIDCProfile.withoutNulls(claims.object)
        let isComplete = known["email"] != nil && known[provider.record.groupsClaim] != nil
        guard !isComplete, let endpoint = configuration.userinfoEndpoint, let accessToken else { return JSONObject() }
        guard let object = try await fetch.document(endpoint, bearer: accessToken).objectValue,
            object["sub"]?.stringValue == claims.subject
        else { throw .invalidAnswer("its UserInfo answer is about another user") }
        return object
    }

    private static func refusing<Value>(
        _ body: () throws(JOSEProblem) -> Value
    ) throws(ProviderFailure) -> Value {
        do throws(JOSEProblem) {
            return try body()
        } catch { throw .invalidAnswer("its ID token is refused: \(error)") }
    }

    private static func base64(_ bytes: [UInt8]) -> String {
        let text = Base64URL.encode(bytes).map { $0 == "-" ? "+" : $0 == "_" ? "/" : $0 }
        return String(text) + String(repeating: "=", count: (4 - text.count % 4) % 4)
    }
}
