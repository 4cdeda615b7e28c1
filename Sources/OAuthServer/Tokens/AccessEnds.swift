internal import ProxyModel

/// When access was ended before its time, so that nothing that was allowed earlier comes to life later: a code that waits
/// to be redeemed, a device that was let in, a sign-in under way.
///
/// Times are whole seconds since 1970, as tokens have them: what began in the very second of an end is ended too, and what
/// begins after it is dated in the next second.
struct AccessEnds: Sendable {
    private let environment: OAuthEnvironment
    private let values: VolatileValues
    /// No clock of a node is further from another's, in milliseconds.
    private static let margin: Int64 = 120_000

    init(_ environment: OAuthEnvironment) {
        self.environment = environment
        values = VolatileValues(environment.store)
    }

    /// Notes that everything of a user, a client or both together ended now; for other subjects there is nothing to note.
    func note(_ subject: Revocation.Subject) async throws(OAuthError) {
        guard let key = Self.key(subject) else { return }
        let settings = environment.settings
        let longest = max(
            settings.accessTokenLifetime, settings.deviceCodeLifetime, settings.authorizationCodeLifetime)
        try await values.put(key, Array("\(now)".utf8), lifetime: longest + Self.margin)
    }

    /// Notes that somebody ended a browser session from elsewhere: what was allowed with it is not to be had any more.
    func note(session digest: String) async throws(OAuthError) {
        let settings = environment.settings
        try await values.put(
            Self.key(session: digest), [1],
            lifetime: max(settings.deviceCodeLifetime, settings.authorizationCodeLifetime) + Self.margin)
    }

    /// When the last end was; nil when there was none that could matter.
    func last(_ subject: Revocation.Subject) async throws(OAuthError) -> Int64? {
        guard let key = Self.key(subject) else { return nil }
        return try await values.text(key).flatMap { Int64($0) }
    }

    /// The time to give to what begins now: after the last end of any of these.
    func beginning(after subjects: [Revocation.Subject]) async throws(OAuthError) -> Int64 {
        var time = now
        for subject in subjects {
            if let end = try await last(subject), end >= time { time = end + 1 }
        }
        return time
    }

    /// Whether a grant was allowed before an end that concerns it.
    func cover(_ grant: AuthorizedGrant) async throws(OAuthError) -> Bool {
        if let end = try await last(.client(grant.clientID)), grant.authorizedAt <= end { return true }
        guard let user = grant.user else { return false }
        let pair = Revocation.Subject.userAndClient(user: user.subject, client: grant.clientID)
        if let end = try await last(pair), grant.authorizedAt <= end { return true }
        // Who is signed in with a session allows things until it ends, however long ago the sign-in was.
        let began = grant.sessionDigest == nil ? grant.authorizedAt : grant.authenticatedAt
        if let end = try await last(.user(user.subject)), began <= end { return true }
        guard let digest = grant.sessionDigest else { return false }
        return try await values.text(Self.key(session: digest)) != nil
    }

    private var now: Int64 { environment.now() / 1_000 }

    private static func key(_ subject: Revocation.Subject) -> VolatileKey? {
        let name: String
        switch subject {
        case .client(let id): name = "revoked-client:" + SecretDigest.hexadecimal(id)
        case .user(let user): name = "revoked-user:" + SecretDigest.hexadecimal(user)
        case .userAndClient(let user, let client):
            name = "revoked-user-client:" + SecretDigest.hexadecimal(user + "\n" + client)
        case .token, .grant: return nil
        }
        return VolatileKey(.replay, name)
    }

    private static func key(session digest: String) -> VolatileKey { VolatileKey(.replay, "ended-session:" + digest) }
}
