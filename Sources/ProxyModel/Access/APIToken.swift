/// A bearer token of the management API; only its digest is kept.
package struct APIToken: Sendable, Equatable {
    /// Name of the token.
    package var name: String
    /// SHA-256 of the token's text, 64 lower-case hexadecimal digits.
    package var digest: String
    /// E-mail address for certificates that the token orders; empty for none.
    package var certEmail: String
    /// Milliseconds since 1970.
    package var createdAt: Int64

    /// Makes a token record.
    package init(name: String, digest: String, certEmail: String, createdAt: Int64) {
        self.name = name
        self.digest = digest
        self.certEmail = certEmail
        self.createdAt = createdAt
    }
}
