internal import ProxyModel

/// Browser sessions in the store that all nodes share.
package struct StoredBrowserSessions: BrowserSessions {
    private let environment: OAuthEnvironment
    private let currentUser: @Sendable (UserIdentity, Int64) -> UserIdentity?

    /// How much older than a use the note of it may be, so that not every request writes, in milliseconds.
    private static let grain: Int64 = 60_000
    private static let longestAgent = 200

    /// Makes the sessions; `currentUser` tells what has become of a user who signed in at a time (seconds since 1970),
    /// nil when the account or its provider is gone or disabled.
    package init(
        _ environment: OAuthEnvironment,
        currentUser: @escaping @Sendable (UserIdentity, Int64) -> UserIdentity? = { user, _ in user }
    ) {
        self.environment = environment
        self.currentUser = currentUser
    }

    package func session(of request: OAuthRequest) async throws(OAuthError) -> BrowserSession? {
        guard let digest = Self.digest(of: request), let (stored, bytes) = try await find(digest) else { return nil }
        guard let user = currentUser(stored.user, stored.authenticatedAt) else {
            try await remove(stored)
            return nil
        }
        var session = stored
        session.user = user
        let now = environment.now()
        guard now - stored.lastUsedAt >= Self.grain || user != stored.user else { return session }
        session.lastUsedAt = now
        let lifetime = lifetime(of: session, at: now)
        do throws(StoreFailure) {
            // Only over the value that was read: a sign-out in between must not be undone.
            _ = try await environment.store.put(
                VolatileKey(.session, digest), session.bytes, lifetime: lifetime, if: .equals(bytes))
        } catch { throw OAuthError(error) }
        return session
    }

    package func start(
        _ user: UserIdentity, for request: OAuthRequest
    ) async throws(OAuthError) -> (session: BrowserSession, fields: [(name: String, value: String)]) {
        let secret = environment.token()
        let now = environment.now()
        let ends = AccessEnds(environment)
        let agent = String(decoding: (request.field("user-agent") ?? "").utf8.prefix(Self.longestAgent), as: UTF8.self)
        let session = BrowserSession(
            digest: SecretDigest.hexadecimal(secret), user: user,
            authenticatedAt: try await ends.beginning(after: [.user(user.subject)]), csrf: environment.token(),
            lastUsedAt: now, clientAddress: request.local.clientAddress, userAgent: agent)
        try await ProviderUsers(environment).note(user)
        do throws(StoreFailure) {
            // The index first: a session that no list shows could not be revoked.
            try await environment.store.insert(
                session.digest, into: Self.index(user.subject), lifetime: environment.settings.sessionLifetime)
            _ = try await environment.store.put(
                VolatileKey(.session, session.digest), session.bytes, lifetime: lifetime(of: session, at: now),
                if: .always)
        } catch { throw OAuthError(error) }
        // Who ended all sessions meanwhile may not have found this one.
        if let end = try await ends.last(.user(user.subject)), session.authenticatedAt <= end {
            try await remove(session)
            throw OAuthError(.temporarilyUnavailable, "the user was signed out meanwhile; sign in again", retryAfter: 1)
        }
        if let old = Self.digest(of: request), let (stored, _) = try await find(old) { try await finish(stored) }
        let field = BrowserCookie.session.field(
            setting: secret, maxAge: environment.settings.sessionLifetime / 1_000, for: request)
        return (session, [field])
    }

    package func end(for request: OAuthRequest) async throws(OAuthError) -> [(name: String, value: String)] {
        if let digest = Self.digest(of: request), let (session, _) = try await find(digest) {
            try await finish(session)
        }
        return [BrowserCookie.session.fieldClearing(for: request), ("Clear-Site-Data", "\"cache\", \"storage\"")]
    }

    package func sessions(subject: String) async throws(OAuthError) -> [BrowserSession] {
        var sessions: [BrowserSession] = []
        for digest in try await members(subject) {
            guard let (session, _) = try await find(digest), session.user.subject == subject else {
                try await forget(digest, subject: subject)
                continue
            }
            sessions.append(session)
        }
        return sessions.sorted { $0.lastUsedAt > $1.lastUsedAt }
    }

    /// Whether a session has not ended, and its user may still sign in.
    package func isAlive(_ digest: String, of subject: String) async throws(OAuthError) -> Bool {
        guard digest.utf8.count == 64, let (session, _) = try await find(digest), session.user.subject == subject else {
            return false
        }
        return currentUser(session.user, session.authenticatedAt) != nil
    }

    package func revoke(digest: String, subject: String) async throws(OAuthError) {
        guard let (session, _) = try await find(digest), session.user.subject == subject else { return }
        try await AccessEnds(environment).note(session: digest)
        try await finish(session)
    }

    package func revokeAll(subject: String) async throws(OAuthError) {
        for digest in try await members(subject) {
            guard let (session, _) = try await find(digest) else { continue }
            try await remove(session)
        }
    }

    private func find(_ digest: String) async throws(OAuthError) -> (BrowserSession, [UInt8])? {
        do throws(StoreFailure) {
            guard let bytes = try await environment.store.value(VolatileKey(.session, digest)),
                let session = BrowserSession(digest: digest, bytes: bytes),
                lifetime(of: session, at: environment.now()) > 0
            else { return nil }
            return (session, bytes)
        } catch { throw OAuthError(error) }
    }

    /// Removes a session, and what guarded hosts hold of it, which needs no store to be checked.
    private func finish(_ session: BrowserSession) async throws(OAuthError) {
        // A transfer to a host that is under way may still be redeemed for a minute.
        let end = environment.now() / 1_000 + SessionToken.lifetime + 120
        do throws(StoreFailure) {
            try await environment.revocations.publish([
                Revocation(.grant(session.digest), issuedUntil: end, expiresAt: end)
            ])
        } catch { throw OAuthError(error) }
        try await remove(session)
    }

    private func remove(_ session: BrowserSession) async throws(OAuthError) {
        do throws(StoreFailure) {
            try await environment.store.remove(VolatileKey(.session, session.digest))
        } catch { throw OAuthError(error) }
        try await forget(session.digest, subject: session.user.subject)
    }

    private func forget(_ digest: String, subject: String) async throws(OAuthError) {
        do throws(StoreFailure) {
            try await environment.store.remove(digest, from: Self.index(subject))
        } catch { throw OAuthError(error) }
    }

    private func members(_ subject: String) async throws(OAuthError) -> [String] {
        do throws(StoreFailure) {
            return try await environment.store.members(Self.index(subject))
        } catch { throw OAuthError(error) }
    }

    /// What is left of a session in milliseconds: the nearer of its idle and its absolute end.
    private func lifetime(of session: BrowserSession, at now: Int64) -> Int64 {
        let absolute = session.authenticatedAt &* 1_000 &+ environment.settings.sessionLifetime
        let idle = session.lastUsedAt &+ environment.settings.sessionIdleLifetime
        return min(absolute, idle) &- now
    }

    private static func digest(of request: OAuthRequest) -> String? {
        guard let secret = BrowserCookie.session.value(in: request), Base64URL.decode(secret)?.count == 32 else {
            return nil
        }
        return SecretDigest.hexadecimal(secret)
    }

    private static func index(_ subject: String) -> VolatileKey {
        VolatileKey(.index, "sessions:" + SecretDigest.hexadecimal(subject))
    }
}
