internal import ProxyModel

extension OAuthEnvironment {
    /// The personal API key that a caller presents; nil when there is none, it has expired, or its local account is gone
    /// or disabled: the rule of the guard.
    func apiKey(_ text: String) -> APIKey? {
        let parts = text.split(separator: "_", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == "mcp", let snapshot = snapshot(),
            let key = snapshot.apiKeys[String(parts[1])]?.value,
            ConstantTime.areEqual(key.digest, SecretDigest.hexadecimal(text)),
            key.expiresAt.map({ $0 > now() }) ?? true
        else { return nil }
        let local = LocalAccounts.provider + ":"
        guard key.subject.hasPrefix(local) else { return key }
        guard let account = snapshot.users[String(key.subject.dropFirst(local.count))]?.value, !account.isDisabled
        else {
            return nil
        }
        return key
    }
}
