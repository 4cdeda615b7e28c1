internal import ProxyModel

/// Who came by which identity provider, so that all of them can be sent away with it.
package struct ProviderUsers: Sendable {
    private let environment: OAuthEnvironment
    private let values: VolatileValues
    /// One reading of an index is bounded; an index of more than a million people is not.
    private static let mostReadings = 1_000

    /// Makes the list over the store of the environment.
    package init(_ environment: OAuthEnvironment) {
        self.environment = environment
        values = VolatileValues(environment.store)
    }

    /// Remembers somebody for as long as a client may hold access for them.
    func note(_ user: UserIdentity) async throws(OAuthError) {
        guard user.provider != LocalAccounts.provider else { return }
        try await values.insert(
            user.subject, into: Self.index(user.provider), lifetime: environment.settings.refreshAbsoluteLifetime)
    }

    /// Ends the sessions and all that clients hold of everybody who came by a provider; `others` are subjects that may be
    /// among them.
    ///
    /// Throws `temporarily_unavailable` when the store is away; what was ended by then is.
    package func endAll(
        of provider: String, and others: [String], sessions: any BrowserSessions
    ) async throws(OAuthError) {
        let registry = GrantRegistry(environment)
        func end(_ subject: String) async throws(OAuthError) {
            try await registry.revoke(user: subject)
            try await sessions.revokeAll(subject: subject)
        }
        var ended: Set<String> = []
        for _ in 0..<Self.mostReadings {
            let subjects = try await values.members(Self.index(provider))
            guard !subjects.isEmpty else { break }
            for subject in subjects {
                try await end(subject)
                try await values.remove(subject, from: Self.index(provider))
                ended.insert(subject)
            }
        }
        for subject in others where subject.hasPrefix(provider + ":") && ended.insert(subject).inserted {
            try await end(subject)
        }
    }

    private static func index(_ provider: String) -> VolatileKey { VolatileKey(.index, "provider-users:" + provider) }
}
