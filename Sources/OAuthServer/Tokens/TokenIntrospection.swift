package import ProxyModel

/// What a token is worth right now (RFC 7662 §2.2).
package struct TokenIntrospection: Sendable {
    /// Who asks.
    package enum Caller: Sendable {
        case client(OAuthClient)
        /// The holder of the superuser's token.
        case operatorOfServer
        /// The holder of a token of the management API, by its name.
        case owner(String)
    }

    /// All that is said of a token that is not active.
    package static let inactive: JSONValue = ["active": false]

    private let environment: OAuthEnvironment
    private let verifier: AccessTokenVerifier
    private let families: RefreshFamilies

    init(_ environment: OAuthEnvironment, verifier: AccessTokenVerifier, families: RefreshFamilies) {
        self.environment = environment
        self.verifier = verifier
        self.families = families
    }

    /// The answer for a token of an issuer (nil = any of ours).
    ///
    /// A client learns of tokens that were issued to it or are meant for it, the owner of a proxy of those that are for its
    /// host, the superuser of every access token; a refresh token is nobody's business but its client's. Throws `temporarily_unavailable` when the store is away.
    package func answer(_ token: String, issuer: String?, to caller: Caller) async throws(OAuthError) -> JSONValue {
        if token.contains(".") { return try await accessToken(token, issuer: issuer, caller) }
        guard case .client(let client) = caller, let grant = try await families.liveGrant(of: token),
            grant.clientID == client.id, issuer == nil || grant.issuer == issuer
        else { return Self.inactive }
        var answer: JSONObject = [
            "active": true, "token_type": "refresh_token", "client_id": .string(grant.clientID),
            "scope": .string(grant.scopes.joined(separator: " ")), "iss": .string(grant.issuer),
        ]
        if let user = grant.user {
            answer.append("sub", .string(user.subject))
            answer.append("username", .string(user.username))
        }
        return .object(answer)
    }

    /// The short answer about an access token or a personal API key, for an operator.
    ///
    /// An API key is good for every guarded host, so whoever owns one may ask about it.
    ///
    /// `active`, and of active ones `sub`, `username`, `token_type` (`jwt` or `api_key`), `scope` and, where there is an
    /// end, `exp`. Throws `temporarily_unavailable` when the store is away.
    package func summary(_ token: String, issuer: String?, to caller: Caller) async throws(OAuthError) -> JSONValue {
        if token.hasPrefix("mcp_") { return ownsAnything(caller) ? apiKey(token) : Self.inactive }
        guard let claims = try await verifier.activeClaims(token, issuer: issuer), mayKnow(claims, caller) else {
            return Self.inactive
        }
        var answer: JSONObject = ["active": true, "token_type": "jwt"]
        for name in ["sub", "username", "scope", "client_id", "exp"] {
            if let value = claims[name] { answer.append(name, value) }
        }
        return .object(answer)
    }

    private func apiKey(_ text: String) -> JSONValue {
        guard let key = environment.apiKey(text) else { return Self.inactive }
        var answer: JSONObject = [
            "active": true, "token_type": "api_key", "sub": .string(key.subject), "username": .string(key.username),
            "scope": .string(key.scopes.joined(separator: " ")),
        ]
        if let end = key.expiresAt { answer.append("exp", .integer(end / 1_000)) }
        return .object(answer)
    }

    private func mayKnow(_ claims: JWTClaims, _ caller: Caller) -> Bool {
        switch caller {
        case .operatorOfServer: true
        case .client(let client):
            claims["client_id"]?.stringValue == client.id || claims.audience.contains(client.id)
        case .owner(let name):
            claims.audience.contains { audience in
                ResourceURI(audience).flatMap { environment.resources.resource(host: $0.host) }?.owner == name
            }
        }
    }

    private func ownsAnything(_ caller: Caller) -> Bool {
        switch caller {
        case .operatorOfServer: true
        case .client: false
        case .owner(let name):
            environment.snapshot()?.proxies.values.contains {
                $0.value.owner == name && $0.value.auth?.value.enabled == true
            } ?? false
        }
    }

    private func accessToken(_ token: String, issuer: String?, _ caller: Caller) async throws(OAuthError) -> JSONValue {
        guard let claims = try await verifier.activeClaims(token, issuer: issuer), mayKnow(claims, caller) else {
            return Self.inactive
        }
        var answer: JSONObject = ["active": true, "token_type": "Bearer"]
        for member in claims.object.members where answer[member.name] == nil {
            answer.append(member.name, member.value)
        }
        return .object(answer)
    }
}
