internal import ProxyModel

/// Which local accounts there are, as far as tokens that outlive an account are concerned.
struct LocalAccounts {
    private var enabled: Set<String> = []
    private var disabled: Set<String> = []

    /// Takes an account over; true when whoever is in with it has to go.
    mutating func put(_ user: LocalUser) -> Bool {
        let subject = Self.subject(user.name)
        guard user.isDisabled else {
            self.disabled.remove(subject)
            self.enabled.insert(subject)
            return false
        }
        self.enabled.remove(subject)
        return self.disabled.insert(subject).inserted
    }

    /// Forgets an account, whose tokens end with it.
    mutating func remove(_ name: String) {
        self.enabled.remove(Self.subject(name))
        self.disabled.insert(Self.subject(name))
    }

    /// Whether a token's owner may still use it: accounts of other providers are none of ours.
    func admits(_ claims: TokenClaims) -> Bool {
        if self.disabled.contains(claims.subject) { return false }
        // API keys outlive everything but their record and the account: one without account is nobody's.
        guard claims.kind == .apiKey, claims.subject.hasPrefix(Self.prefix) else { return true }
        return self.enabled.contains(claims.subject)
    }

    private static let prefix = "local:"

    static func subject(_ name: String) -> String { Self.prefix + name }
}
