internal import Logging
internal import ProxyModel

/// Authorization codes in the store that all nodes share, by digest.
package struct StoredAuthorizationCodes: AuthorizationCodes {
    private let environment: OAuthEnvironment
    private let values: VolatileValues
    private let registry: GrantRegistry
    /// How long it is remembered what a used code led to.
    private static let memory: Int64 = 86_400_000

    /// Makes the codes; their replays end authorizations in the registry.
    package init(_ environment: OAuthEnvironment, registry: GrantRegistry) {
        self.environment = environment
        self.registry = registry
        values = VolatileValues(environment.store)
    }

    package func issue(
        _ grant: AuthorizedGrant, redirectURI: String?, codeChallenge: String
    ) async throws(OAuthError) -> String {
        let code = environment.token()
        var grant = grant
        grant.authorizedAt = try await registry.beginning(of: grant)
        let pending = PendingCode(grant: grant, redirectURI: redirectURI, challenge: codeChallenge)
        try await values.put(
            Self.key(.code, code), pending.bytes, lifetime: environment.settings.authorizationCodeLifetime)
        return code
    }

    /// What a code of a client stands for, without using it up.
    ///
    /// Throws `invalid_grant` for an unknown, expired or foreign one; for one that was used before it also ends what had
    /// been issued for it (RFC 6749 §4.1.2).
    func peek(_ code: String, client: OAuthClient, issuer: String) async throws(OAuthError) -> PendingCode {
        guard let pending = try await values.object(Self.key(.code, code)).flatMap({ PendingCode(json: $0.json) })
        else {
            try await endReplayed(code, client: client)
            throw Self.dead
        }
        guard pending.grant.clientID == client.id, pending.grant.issuer == issuer else { throw Self.dead }
        return pending
    }

    /// Uses a code up; throws `invalid_grant` when another request was faster, which goes on undisturbed: a client that
    /// sends its request twice at once is served once.
    func redeem(_ code: String, client: OAuthClient) async throws(OAuthError) {
        guard try await values.take(Self.key(.code, code)) != nil else {
            try await endReplayed(code, client: client)
            throw Self.dead
        }
    }

    /// Notes what a code led to, before anybody is told: whoever comes with it from now on replays it.
    func confirm(_ code: String, _ pending: PendingCode) async throws(OAuthError) {
        let mark: JSONValue = ["v": 1, "grant": .string(pending.grant.id), "client": .string(pending.grant.clientID)]
        try await values.put(Self.key(.spentCode, code), mark.compactBytes, lifetime: Self.memory)
    }

    static let dead = OAuthError(
        .invalidGrant,
        "the code is unknown, expired or used, or it was issued to another client or redirect URI; start again")

    private func endReplayed(_ code: String, client: OAuthClient) async throws(OAuthError) {
        guard let mark = try await values.object(Self.key(.spentCode, code))?.json,
            let grant = mark["grant"]?.stringValue, mark["client"]?.stringValue == client.id
        else { return }
        try await registry.revoke(grant: grant)
        environment.logger.warning(
            "An authorization code was used twice; all that was issued for it was revoked",
            metadata: [
                "audit": "authorization-code-replay", "grant": "\(grant)", "client_id": "\(client.id)",
            ])
    }

    private static func key(_ family: VolatileKey.Family, _ code: String) -> VolatileKey {
        VolatileKey(family, SecretDigest.hexadecimal(code))
    }
}
