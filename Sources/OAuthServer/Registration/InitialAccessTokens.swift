package import ProxyModel

/// The tokens of the management API, which operators hand out as initial access tokens (RFC 7591 §3).
package struct InitialAccessTokens: Sendable {
    private let snapshot: @Sendable () -> ConfigurationSnapshot?
    private let adminDigest: String?

    /// Makes the check; `adminDigest` is the SHA-256 of the superuser's token, lower-case hexadecimal.
    package init(adminDigest: String?, snapshot: @escaping @Sendable () -> ConfigurationSnapshot?) {
        self.adminDigest = adminDigest
        self.snapshot = snapshot
    }

    /// Whether this is the superuser's, who alone answers for what a client may do on everybody's hosts.
    package func isAdmin(_ token: String) -> Bool {
        adminDigest.map { ConstantTime.areEqual($0, SecretDigest.hexadecimal(token)) } ?? false
    }

    /// Whether this is one of them.
    package func contains(_ token: String) -> Bool { isAdmin(token) || name(of: token) != nil }

    /// The name of a token; nil for the superuser's, and for what is none.
    package func name(of token: String) -> String? {
        let digest = SecretDigest.hexadecimal(token)
        var name: String?
        // Every one is compared.
        for stored in (snapshot()?.tokens ?? [:]).values where ConstantTime.areEqual(stored.value.digest, digest) {
            name = stored.value.name
        }
        return name
    }
}
