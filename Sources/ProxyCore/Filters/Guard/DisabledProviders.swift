internal import ProxyModel

/// Identity providers that nobody can sign in by: whatever their users hold rests meanwhile.
struct DisabledProviders {
    private var prefixes: Set<String> = []

    /// Takes a provider over; true when whoever is in as one of its users has to go.
    mutating func put(_ provider: IdentityProvider) -> Bool {
        guard provider.isDisabled else {
            self.prefixes.remove(Self.prefix(provider.name))
            return false
        }
        return self.prefixes.insert(Self.prefix(provider.name)).inserted
    }

    /// Forgets a provider; what its users hold is ended, and their keys deleted, with it.
    mutating func remove(_ name: String) { self.prefixes.remove(Self.prefix(name)) }

    /// Whether a token's owner may use it; what is good still is so again when the provider is enabled.
    func admits(_ claims: TokenClaims) -> Bool {
        guard !self.prefixes.isEmpty, let colon = claims.subject.firstIndex(of: ":") else { return true }
        return !self.prefixes.contains(String(claims.subject[...colon]))
    }

    /// What the claim `sub` of everybody begins with who came by a provider.
    private static func prefix(_ name: String) -> String { name + ":" }
}
