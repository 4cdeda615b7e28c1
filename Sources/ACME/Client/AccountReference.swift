/// An account at an authority with the key that speaks for it.
package struct AccountReference: Sendable {
    /// The address of the account, which requests are signed in the name of.
    package let url: String
    /// The key of the account.
    package let key: AccountKey

    /// Makes a reference.
    package init(url: String, key: AccountKey) {
        self.url = url
        self.key = key
    }
}
