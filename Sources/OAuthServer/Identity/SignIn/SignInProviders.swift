internal import Logging
internal import ProxyModel

/// The identity providers in force: those of the configuration, and those of the settings whose names it does not use.
package struct SignInProviders: Sendable {
    private let environment: OAuthEnvironment
    private let fetch: ProviderFetch
    private let documents: ProviderDocuments

    /// Makes the directory; `patience` is how long each answer of a provider may take.
    package init(_ environment: OAuthEnvironment, patience: Duration = .seconds(10)) {
        self.environment = environment
        self.fetch = ProviderFetch(environment.fetcher, patience: patience)
        self.documents = ProviderDocuments(fetch, now: environment.now)
    }

    /// Every provider that is enabled, by name.
    package var all: [SignInProvider] {
        let records = environment.snapshot()?.identityProviders ?? [:]
        let configured = records.values.map(\.value).filter { !$0.isDisabled }.compactMap(opened)
        let others = environment.settings.identityProviders.filter { records[$0.record.name] == nil }
        return (configured + others).map(withCallback).sorted { $0.record.name < $1.record.name }
    }

    /// The provider of a name; nil when there is none or it is disabled.
    package func provider(_ name: String) -> SignInProvider? { all.first { $0.record.name == name } }

    /// What has become of a user who signed in at a time (seconds since 1970): nil when the account or the provider is
    /// gone or disabled, or younger than the sign-in: then it is another one of the same name.
    package func current(_ user: UserIdentity, authenticatedAt: Int64) -> UserIdentity? {
        // Before the first load nothing is known to have changed.
        guard let snapshot = environment.snapshot() else { return user }
        guard user.provider == LocalAccounts.provider else {
            guard let record = provider(user.provider)?.record, record.createdAt / 1_000 <= authenticatedAt else {
                return nil
            }
            return user
        }
        guard let account = snapshot.users[user.username]?.value, !account.isDisabled,
            account.createdAt / 1_000 <= authenticatedAt
        else { return nil }
        return LocalAccounts.identity(account)
    }

    /// Whether there is any account of proxyd's own.
    var hasLocalAccounts: Bool { environment.snapshot()?.users.isEmpty == false }

    /// The protocol to speak with a provider.
    func upstream(_ provider: SignInProvider) -> any UpstreamProvider {
        switch provider.record.kind {
        case .github: GitHubProvider(provider, fetch: fetch)
        case .oidc:
            OIDCProvider(
                provider, fetch: fetch, documents: documents, now: environment.now)
        }
    }

    /// The app is registered at GitHub once, wherever its client ID is written down.
    private func withCallback(_ provider: SignInProvider) -> SignInProvider {
        let record = provider.record
        guard record.name == SignInProvider.gitHubName, record.kind == .github else { return provider }
        var provider = provider
        provider.callbackPath = environment.settings.gitHubCallbackPath
        return provider
    }

    private func opened(_ record: IdentityProvider) -> SignInProvider? {
        guard let sealed = record.sealedSecret else { return SignInProvider(record, secret: nil) }
        guard let bytes = Base64URL.decode(sealed),
            let plain = try? environment.sealer.open(bytes, purpose: "identity-provider:" + record.name),
            let secret = String(validating: plain, as: UTF8.self)
        else {
            environment.logger.error(
                "the secret of the identity provider '\(record.name)' cannot be opened; set it again")
            return nil
        }
        return SignInProvider(record, secret: secret)
    }
}
