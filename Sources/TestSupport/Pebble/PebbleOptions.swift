/// How a `PebbleServer` is set up.
package struct PebbleOptions: Sendable {
    /// How many of a hundred good nonces are refused.
    package var refusedNonces = 5
    /// How many of a hundred valid authorizations are used again.
    package var reusedAuthorizations = 50
    /// Whether a validation waits for up to that many seconds first; 0 = none.
    package var longestValidationPause = 0
    /// How many other roots there are.
    package var alternateRoots = 0
    /// How many certificates stand between the server's and the root.
    package var chainLength = 1
    /// Keys of accounts outside the protocol, base64url by their name; with any of them an account needs one.
    package var externalAccounts: [String: String] = [:]
    /// The port that `http-01` is looked for at; nil = where `challenges` answers.
    package var httpPort: UInt16?
    /// The port that `tls-alpn-01` is looked for at; nil = where `challenges` answers.
    package var tlsPort: UInt16?
    /// The DNS server that names are looked up at, address and port; nil = `challenges`.
    package var dnsServer: String?

    /// Validations at once, challenges answered by `challenges`.
    package init() {}
}
