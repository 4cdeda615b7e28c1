internal import ProxyModel

/// The published documents of OpenID providers, kept for a while on this node.
actor ProviderDocuments {
    private struct Kept<Value> {
        var value: Value
        /// Milliseconds since 1970.
        var since: Int64
    }

    private static let lifetime: Int64 = 3_600_000
    /// A token with an unknown key makes the keys be fetched again, but not more often than this.
    private static let refreshInterval: Int64 = 60_000

    private let fetch: ProviderFetch
    private let now: @Sendable () -> Int64
    private var configurations: [String: Kept<OIDCConfiguration>] = [:]
    private var keySets: [String: Kept<JWKSet>] = [:]

    init(_ fetch: ProviderFetch, now: @escaping @Sendable () -> Int64) {
        self.fetch = fetch
        self.now = now
    }

    /// The configuration of an issuer; a failure is not kept, so that the next try asks again.
    func configuration(_ issuer: String) async throws(ProviderFailure) -> OIDCConfiguration {
        if let kept = configurations[issuer], now() - kept.since < Self.lifetime { return kept.value }
        let json = try await fetch.document(OIDCConfiguration.address(issuer))
        let configuration = try OIDCConfiguration(json, expecting: issuer)
        configurations[issuer] = Kept(value: configuration, since: now())
        return configuration
    }

    /// The keys at an address; with `isStale` newer ones when they were not fetched within the last minute.
    func keys(_ address: String, isStale: Bool = false) async throws(ProviderFailure) -> JWKSet {
        if let kept = keySets[address] {
            let age = now() - kept.since
            guard age >= (isStale ? Self.refreshInterval : Self.lifetime) else { return kept.value }
            // Others who come meanwhile take what is there: one fetch is enough for all.
            keySets[address]?.since = now()
            do throws(ProviderFailure) {
                return try await fetchKeys(address)
            } catch {
                keySets[address] = kept
                throw error
            }
        }
        return try await fetchKeys(address)
    }

    private func fetchKeys(_ address: String) async throws(ProviderFailure) -> JWKSet {
        let json = try await fetch.document(address)
        guard let keys = try? JWKSet(json: json) else { throw .invalidAnswer("its key set cannot be read") }
        keySets[address] = Kept(value: keys, since: now())
        return keys
    }
}
