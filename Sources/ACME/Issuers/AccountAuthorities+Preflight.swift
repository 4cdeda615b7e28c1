internal import ProxyModel

extension AccountAuthorities {
    /// The URL of the account that orders at an issuer are made with, as this node knows it; nil = there is none yet.
    ///
    /// Nobody is asked, and no account is made.
    package func accountURL(_ issuer: Issuer, email: String?) -> String? {
        guard let bytes = try? secrets.secret(StoredAccount.secretName(issuer.directoryURL, email)) else { return nil }
        return StoredAccount(bytes: bytes)?.url
    }
}
