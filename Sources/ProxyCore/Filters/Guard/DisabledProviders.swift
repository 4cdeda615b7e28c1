internal import ProxyModel

/// Identity providers that nobody can sign in by: the API keys of their users rest meanwhile.
struct DisabledProviders {
    private var prefixes: Set<String> = []

    /// Takes a provider over; true when whoever is in with a key of its users has to go.
    mutating func put(_ provider: IdentityProvider) -> Bool {
        guard provider.isDisabled else {
            self.prefixes.remove(Self.prefix(provider.name))
            return false
        }
        return self.prefixes.insert(Self.prefix(provider.name)).inserted
    }

    /// Forgets a provider; the keys of its users are deleted with it.
    mutating func remove(_ name: String) { self.prefixes.remove(Self.prefix(name)) }

    /// Whether a token's owner may use it.
    ///
    /// Access tokens and sessions end by revocations, which API keys outlive.
    func admits(_ claims: TokenClaims) -> Bool {
        guard !self.prefixes.isEmpty, claims.kind == .apiKey, let colon = claims.subject.firstIndex(of: ":") else {
            return true
        }
        return !self.prefixes.contains(String(claims.subject[...colon]))
    }

    /// What the claim `sub` of everybody begins with who came by a provider.
    private static func prefix(_ name: String) -> String { name + ":" }
}
