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

    /// Whether this is one of them; every one is compared.
    package func contains(_ token: String) -> Bool {
        let digest = SecretDigest.hexadecimal(token)
        var isFound = isAdmin(token)
        for stored in (snapshot()?.tokens ?? [:]).values where ConstantTime.areEqual(stored.value.digest, digest) {
            isFound = true
        }
        return isFound
    }
}
