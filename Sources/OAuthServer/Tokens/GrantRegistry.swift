internal import Logging
internal import ProxyModel

/// The authorizations in force, by user and by client, and their end.
package struct GrantRegistry: Sendable {
    private let environment: OAuthEnvironment
    private let values: VolatileValues
    private let ends: AccessEnds
    /// No clock of a node is further from another's, in seconds.
    private static let margin: Int64 = 120
    private static let mostReadings = 1_000

    /// Makes the registry over the store of the environment.
    package init(_ environment: OAuthEnvironment) {
        self.environment = environment
        values = VolatileValues(environment.store)
        ends = AccessEnds(environment)
    }

    /// The authorizations of a user (the claim `sub`), the last used first; at most 1,000.
    package func list(user subject: String) async throws(OAuthError) -> [StoredGrant] {
        let index = Self.index(user: subject)
        var found: [StoredGrant] = []
        for id in try await values.members(index) {
            if let stored = try await show(id) {
                found.append(stored)
            } else {
                try await values.remove(id, from: index)
            }
        }
        return found.sorted { ($0.lastUsedAt, $0.grant.id) > ($1.lastUsedAt, $1.grant.id) }
    }

    /// One authorization; nil when it ended.
    package func show(_ id: String) async throws(OAuthError) -> StoredGrant? { try await find(id)?.stored }

    /// Ends one authorization: its refresh tokens, and its access tokens on every node; whether there was one.
    @discardableResult
    package func revoke(grant id: String) async throws(OAuthError) -> Bool {
        let known = try await find(id)
        try await publish([.grant(id)])
        if let known { try await forget(known.stored.grant) }
        return known != nil
    }

    /// Ends all that a client holds for a user; how many authorizations that were.
    @discardableResult
    package func revoke(user subject: String, client id: String) async throws(OAuthError) -> Int {
        try await ends.note(.userAndClient(user: subject, client: id))
        try await publish([.userAndClient(user: subject, client: id)])
        return try await forget(Self.index(user: subject, client: id))
    }

    /// Ends all that clients hold for a user; how many authorizations that were.
    @discardableResult
    package func revoke(user subject: String) async throws(OAuthError) -> Int {
        try await ends.note(.user(subject))
        try await publish([.user(subject)])
        return try await forget(Self.index(user: subject))
    }

    /// Ends all that a client holds, for users and for itself; how many authorizations that were.
    @discardableResult
    package func revoke(client id: String) async throws(OAuthError) -> Int {
        try await ends.note(.client(id))
        try await publish([.client(id)])
        return try await forget(Self.index(client: id))
    }

    /// Ends one access token; `expiresAt` is its claim `exp`.
    package func revoke(token identifier: String, expiresAt: Int64) async throws(OAuthError) {
        let rest = (expiresAt + Self.margin) * 1_000 - environment.now()
        guard rest > 0 else { return }
        try await values.put(Self.tokenMark(identifier), [1], lifetime: rest)
        try await publish([.token(identifier)], until: expiresAt + Self.margin)
    }

    /// Whether a verified access token was revoked since.
    func isRevoked(_ claims: JWTClaims) async throws(OAuthError) -> Bool {
        guard let identifier = claims.identifier, let grant = claims["grant"]?.stringValue,
            let client = claims["client_id"]?.stringValue
        else { return true }
        if try await values.text(Self.tokenMark(identifier)) != nil { return true }
        if let end = try await ends.last(.client(client)) {
            guard let issuedAt = claims.issuedAt, issuedAt > end else { return true }
        }
        // What a client holds for itself has no record.
        guard claims.subject != client else { return false }
        return try await find(grant) == nil
    }

    /// The time to give to a grant that is allowed now, seconds since 1970.
    func beginning(of grant: AuthorizedGrant) async throws(OAuthError) -> Int64 {
        let client = grant.clientID
        let pair = grant.user.map { [Revocation.Subject.userAndClient(user: $0.subject, client: client)] } ?? []
        return max(grant.authenticatedAt, try await ends.beginning(after: [.client(client)] + pair))
    }

    /// Throws `invalid_grant` when what was allowed was ended before it was used: the user signed out everywhere, changed
    /// the password, or access was revoked.
    func checkForce(of grant: AuthorizedGrant) async throws(OAuthError) {
        guard try await ends.cover(grant) else { return }
        throw OAuthError(.invalidGrant, "the access was ended after it had been allowed; sign in again")
    }

    /// The record of an authorization with the bytes that a change of it is conditional on.
    func find(_ id: String) async throws(OAuthError) -> (stored: StoredGrant, bytes: [UInt8])? {
        guard Self.isIdentifier(id), let (json, bytes) = try await values.object(VolatileKey(.grant, id)) else {
            return nil
        }
        return StoredGrant(json: json).map { ($0, bytes) }
    }

    /// Writes a record if the old one is still there as it was (`bytes`), or if there is none (nil); whether it did.
    func write(
        _ stored: StoredGrant, over bytes: [UInt8]?, lifetime: Int64
    ) async throws(OAuthError) -> Bool {
        let grant = stored.grant
        // The indexes first: an authorization that no list shows could not be revoked.
        for index in Self.indexes(grant) { try await values.insert(grant.id, into: index, lifetime: lifetime) }
        return try await values.put(
            VolatileKey(.grant, grant.id), stored.bytes, lifetime: lifetime, if: bytes.map { .equals($0) } ?? .absent)
    }

    private func publish(_ subjects: [Revocation.Subject], until end: Int64? = nil) async throws(OAuthError) {
        let now = environment.now() / 1_000
        let expiry = end ?? now + environment.settings.accessTokenLifetime / 1_000 + Self.margin
        let revocations = subjects.map { subject in
            switch subject {
            // Nothing is ever issued under the same name again.
            case .token, .grant: Revocation(subject, issuedUntil: expiry, expiresAt: expiry)
            default: Revocation(subject, issuedUntil: now, expiresAt: expiry)
            }
        }
        do throws(StoreFailure) {
            try await environment.revocations.publish(revocations)
        } catch { throw OAuthError(error) }
    }

    /// Forgets everything that an index names, however much that is: one reading of it is bounded.
    private func forget(_ index: VolatileKey) async throws(OAuthError) -> Int {
        var count = 0
        for _ in 0..<Self.mostReadings {
            let ids = try await values.members(index)
            guard !ids.isEmpty else { break }
            for id in ids {
                if let grant = try await show(id)?.grant {
                    try await forget(grant)
                    count += 1
                }
                try await values.remove(id, from: index)
            }
        }
        return count
    }

    private func forget(_ grant: AuthorizedGrant) async throws(OAuthError) {
        try await values.remove(VolatileKey(.grant, grant.id))
        for index in Self.indexes(grant) { try await values.remove(grant.id, from: index) }
        environment.logger.notice(
            "An authorization was revoked",
            metadata: [
                "grant": "\(grant.id)", "client_id": "\(grant.clientID)", "sub": "\(grant.user?.subject ?? "")",
            ])
    }

    /// The names that this server gives, and nothing that a token could have been made to say.
    private static func isIdentifier(_ id: String) -> Bool {
        (1...64).contains(id.utf8.count) && Base64URL.decode(id) != nil
    }

    private static func indexes(_ grant: AuthorizedGrant) -> [VolatileKey] {
        guard let user = grant.user?.subject else { return [index(client: grant.clientID)] }
        return [index(user: user), index(user: user, client: grant.clientID), index(client: grant.clientID)]
    }

    private static func index(user subject: String, client id: String) -> VolatileKey {
        VolatileKey(.index, "user-client-grants:" + SecretDigest.hexadecimal(subject + "\n" + id))
    }

    private static func index(user subject: String) -> VolatileKey {
        VolatileKey(.index, "user-grants:" + SecretDigest.hexadecimal(subject))
    }

    private static func index(client id: String) -> VolatileKey {
        VolatileKey(.index, "client-grants:" + SecretDigest.hexadecimal(id))
    }

    private static func tokenMark(_ identifier: String) -> VolatileKey {
        VolatileKey(.replay, "revoked-token:" + SecretDigest.hexadecimal(identifier))
    }
}
