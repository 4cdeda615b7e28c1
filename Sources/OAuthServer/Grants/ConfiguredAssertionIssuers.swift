internal import ProxyModel

/// The OpenID providers of the configuration, with the keys that they publish.
struct ConfiguredAssertionIssuers: AssertionIssuers {
    private let providers: @Sendable () -> [IdentityProvider]
    private let documents: ProviderDocuments

    init(_ environment: OAuthEnvironment) {
        documents = ProviderDocuments(
            ProviderFetch(environment.fetcher, patience: .seconds(10)), now: environment.now)
        let settings = environment.settings
        providers = {
            let configured = environment.snapshot()?.identityProviders ?? [:]
            return configured.values.map(\.value)
                + settings.identityProviders.map(\.record).filter { configured[$0.name] == nil }
        }
    }

    func claims(of token: JWS) async throws(OAuthError) -> (provider: IdentityProvider, claims: JWTClaims) {
        // Not verified yet: it only says whose keys to try.
        guard let issuer = (try? JWTClaims(parsing: token.payload))?.issuer,
            var provider = providers().first(where: {
                $0.kind == .oidc && !$0.isDisabled && Self.trimmed($0.issuer) == Self.trimmed(issuer)
            })
        else { throw OAuthError(.invalidGrant, "the issuer of the assertion is not trusted here") }
        let named = provider.issuer
        let configuration = try await fetched { () async throws(ProviderFailure) in
            try await documents.configuration(named)
        }
        // As it calls itself: operators leave a slash out.
        provider.issuer = configuration.issuer
        let address = configuration.keySetURI
        let keys = try await fetched { () async throws(ProviderFailure) in try await documents.keys(address) }
        if let claims = try? token.claims(verifiedBy: keys) { return (provider, claims) }
        let newer = try await fetched { () async throws(ProviderFailure) in
            try await documents.keys(address, isStale: true)
        }
        do throws(JOSEProblem) {
            return (provider, try token.claims(verifiedBy: newer))
        } catch { throw OAuthError(.invalidGrant, "the assertion is refused: \(error)") }
    }

    private static func trimmed(_ issuer: String) -> Substring {
        issuer.hasSuffix("/") ? issuer.dropLast() : issuer[...]
    }

    private func fetched<Value: Sendable>(
        _ body: () async throws(ProviderFailure) -> Value
    ) async throws(OAuthError) -> Value {
        do throws(ProviderFailure) {
            return try await body()
        } catch {
            throw OAuthError(
                .temporarilyUnavailable, "the keys of the assertion's issuer cannot be read: \(error.detail)",
                retryAfter: 10)
        }
    }
}
