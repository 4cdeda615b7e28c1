internal import Logging
internal import ProxyModel

/// Refresh tokens that rotate: one line per authorization, whatever races for it (RFC 9700 §4.14.2).
struct RefreshFamilies: Sendable {
    /// A refresh token that was accepted, and what takes its place.
    struct Refreshed: Sendable {
        var grant: AuthorizedGrant
        var token: String
    }

    private let environment: OAuthEnvironment
    private let registry: GrantRegistry
    private let values: VolatileValues
    private let currentUser: CurrentUser

    /// A loss means that another request won, and the next round finds what it left.
    private static let rounds = 64

    init(_ environment: OAuthEnvironment, registry: GrantRegistry, currentUser: @escaping CurrentUser) {
        self.environment = environment
        self.registry = registry
        self.currentUser = currentUser
        values = VolatileValues(environment.store)
    }

    /// Begins an authorization's family; the first refresh token, or nil when the client does not want one.
    ///
    /// Throws `invalid_grant` when the access was ended after it had been allowed.
    func begin(
        _ grant: AuthorizedGrant, withToken: Bool, from address: String
    ) async throws(OAuthError) -> String? {
        let now = environment.now()
        var stored = StoredGrant(grant, at: now, from: address)
        var token: String?
        if withToken {
            let secret = environment.token()
            try await announce(secret, of: grant.id)
            stored.rotate(
                to: SecretDigest.hexadecimal(secret), sealed: try seal(secret, grant.id), at: now,
                window: environment.settings.refreshReuseWindow)
            token = secret
        }
        let lifetime = withToken ? lifetime : environment.settings.accessTokenLifetime
        guard try await registry.write(stored, over: nil, lifetime: lifetime) else {
            throw OAuthError(.serverError, "the authorization is in use already; start again")
        }
        // Only now: an end that comes later finds the record.
        do throws(OAuthError) {
            try await registry.checkForce(of: grant)
        } catch {
            try await registry.revoke(grant: grant.id)
            throw error
        }
        return token
    }

    /// The authorization of a refresh token without using it; nil when it is none of ours.
    func grant(of token: String) async throws(OAuthError) -> AuthorizedGrant? {
        guard let id = try await values.text(Self.key(token)) else { return nil }
        return try await registry.show(id)?.grant
    }

    /// The authorization of a refresh token that would be exchanged if it were presented now; nil for every other.
    func liveGrant(of token: String) async throws(OAuthError) -> AuthorizedGrant? {
        guard let id = try await values.text(Self.key(token)), let stored = try await registry.show(id) else {
            return nil
        }
        let settings = environment.settings
        switch RefreshDecision(
            stored, presenting: SecretDigest.hexadecimal(token), at: environment.now(),
            window: settings.refreshReuseWindow, longestLife: settings.refreshAbsoluteLifetime)
        {
        case .rotate, .repeatCurrent: return stored.grant
        case .replay, .expired: return nil
        }
    }

    /// Exchanges a refresh token of a client; `check` sees the authorization before anything changes.
    ///
    /// Throws `invalid_grant` when it is not good (any more); a replay ends the whole family.
    func refresh(
        _ token: String, client: OAuthClient, issuer: String, from address: String,
        check: (AuthorizedGrant) throws(OAuthError) -> Void
    ) async throws(OAuthError) -> Refreshed {
        guard let id = try await values.text(Self.key(token)) else { throw Self.dead }
        let digest = SecretDigest.hexadecimal(token)
        var successor: String?
        for _ in 0..<Self.rounds {
            guard let (found, bytes) = try await registry.find(id) else { throw Self.dead }
            var stored = found
            guard stored.grant.clientID == client.id, stored.grant.issuer == issuer else { throw Self.dead }
            try await updateUser(of: &stored)
            let now = environment.now()
            switch RefreshDecision(
                stored, presenting: digest, at: now, window: environment.settings.refreshReuseWindow,
                longestLife: environment.settings.refreshAbsoluteLifetime)
            {
            case .expired:
                try await registry.revoke(grant: id)
                throw Self.dead
            case .replay:
                try await endStolen(stored, address)
                throw Self.dead
            case .repeatCurrent(let sealed):
                try check(stored.grant)
                return Refreshed(grant: stored.grant, token: try open(sealed, id))
            case .rotate:
                try check(stored.grant)
                let next = successor ?? environment.token()
                if successor == nil { try await announce(next, of: id) }
                successor = next
                stored.rotate(
                    to: SecretDigest.hexadecimal(next), sealed: try seal(next, id), at: now,
                    window: environment.settings.refreshReuseWindow)
                stored.touch(at: now, from: address)
                if try await registry.write(stored, over: bytes, lifetime: lifetime) {
                    return Refreshed(grant: stored.grant, token: next)
                }
            }
        }
        throw OAuthError(.temporarilyUnavailable, "too many refreshes at once; try again", retryAfter: 1)
    }

    static let dead = OAuthError(
        .invalidGrant, "the refresh token is unknown, expired or revoked, or belongs to another client; sign in again")

    private var lifetime: Int64 { environment.settings.refreshTokenLifetime }

    /// Users change groups, and lose their accounts, while clients hold tokens of theirs.
    private func updateUser(of stored: inout StoredGrant) async throws(OAuthError) {
        guard let user = stored.grant.user else { return }
        guard let current = currentUser(user, stored.grant.authenticatedAt) else {
            try await registry.revoke(grant: stored.grant.id)
            throw OAuthError(.invalidGrant, "the account of the user is gone or disabled; sign in again")
        }
        stored.grant.user = current
    }

    private func endStolen(_ stored: StoredGrant, _ address: String) async throws(OAuthError) {
        try await registry.revoke(grant: stored.grant.id)
        environment.logger.warning(
            "A refresh token was used again after it had been exchanged; all of its authorization was revoked",
            metadata: [
                "audit": "refresh-token-replay", "grant": "\(stored.grant.id)",
                "client_id": "\(stored.grant.clientID)", "sub": "\(stored.grant.user?.subject ?? "")",
                "client_address": "\(address)", "last_address": "\(stored.clientAddress)",
            ])
    }

    /// Tells whose a token is before it can be current, so that there is none that nobody knows.
    private func announce(_ token: String, of id: String) async throws(OAuthError) {
        try await values.put(Self.key(token), Array(id.utf8), lifetime: lifetime)
    }

    private static func key(_ token: String) -> VolatileKey {
        VolatileKey(.refresh, SecretDigest.hexadecimal(token))
    }

    private func seal(_ token: String, _ id: String) throws(OAuthError) -> String {
        guard let sealed = try? environment.sealer.seal(Array(token.utf8), purpose: "refresh-token:" + id) else {
            throw OAuthError(.serverError, "a refresh token could not be sealed")
        }
        return Base64URL.encode(sealed)
    }

    private func open(_ sealed: String, _ id: String) throws(OAuthError) -> String {
        guard let bytes = Base64URL.decode(sealed),
            let plain = try? environment.sealer.open(bytes, purpose: "refresh-token:" + id)
        else { throw Self.dead }
        return String(decoding: plain, as: UTF8.self)
    }
}
