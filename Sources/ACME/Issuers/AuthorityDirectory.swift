/// Where the authorities are found, each with the account that this installation has there.
package protocol AuthorityDirectory: Sendable {
    /// The authority of an issuer; makes the account when there is none.
    ///
    /// Throws `ACMEFailure`, and what the store of accounts throws.
    func authority(_ issuer: Issuer, email: String?) async throws -> any CertificateAuthority
}
