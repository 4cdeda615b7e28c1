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

    /// Whether this is one of them; every one is compared.
    package func contains(_ token: String) -> Bool {
        let digest = SecretDigest.hexadecimal(token)
        var isFound = false
        if let adminDigest, ConstantTime.areEqual(adminDigest, digest) { isFound = true }
        for stored in (snapshot()?.tokens ?? [:]).values where ConstantTime.areEqual(stored.value.digest, digest) {
            isFound = true
        }
        return isFound
    }
}
