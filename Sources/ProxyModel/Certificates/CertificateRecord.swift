/// What is known of a certificate without opening its sealed bundle.
package struct CertificateRecord: Sendable, Equatable {
    /// Where the certificate came from.
    package enum Origin: String, Sendable, CaseIterable {
        case upload
        case acme
        case localCA = "local_ca"
    }

    /// Name of the certificate.
    package var name: String
    /// Canonical names, wildcards as `*.example.com`.
    package var domains: [String]
    /// Where the certificate came from.
    package var origin: Origin
    /// `ecdsa` or `rsa`.
    package var keyType: String
    /// Who signed it.
    package var issuer: String
    /// Serial number, hexadecimal.
    package var serial: String
    /// `sha256:` and 64 lower-case hexadecimal digits.
    package var fingerprint: String
    /// Milliseconds since 1970.
    package var notBefore: Int64
    /// Milliseconds since 1970.
    package var notAfter: Int64
    /// When it was revoked, in milliseconds since 1970; nil = it was not.
    package var revokedAt: Int64?
    /// Why it was revoked, as RFC 5280 §5.3.1 calls it; nil = no reason was given.
    package var revocationReason: String?
    /// Contact given to the CA.
    package var email: String?
    /// Name of the token that created it and owns it; nil = admin.
    package var owner: String?
    /// Milliseconds since 1970.
    package var createdAt: Int64
    /// Milliseconds since 1970.
    package var updatedAt: Int64

    /// Makes a record.
    package init(
        name: String, domains: [String], origin: Origin, keyType: String, issuer: String, serial: String,
        fingerprint: String, notBefore: Int64, notAfter: Int64, createdAt: Int64
    ) {
        self.name = name
        self.domains = domains
        self.origin = origin
        self.keyType = keyType
        self.issuer = issuer
        self.serial = serial
        self.fingerprint = fingerprint
        self.notBefore = notBefore
        self.notAfter = notAfter
        self.createdAt = createdAt
        self.updatedAt = createdAt
    }
}
