/// A key that access tokens are signed with, shared by all nodes.
package struct SigningKey: Sendable, Equatable {
    /// The signature algorithm, by its JOSE name (RFC 7518 §3.1).
    package enum Algorithm: String, Sendable, CaseIterable {
        case rs256 = "RS256"
        case es256 = "ES256"
    }

    /// The thumbprint of the public key (RFC 7638), base64url.
    package var kid: String
    /// The signature algorithm.
    package var algorithm: Algorithm
    /// The SubjectPublicKeyInfo in DER, base64url.
    package var publicKey: String
    /// The PKCS#8 private key in DER, sealed for the purpose `signing-key:<kid>`, base64url.
    package var sealedPrivateKey: String
    /// Milliseconds since 1970.
    package var createdAt: Int64
    /// From when it signs, milliseconds since 1970; it is published before.
    package var activeFrom: Int64
    /// From when it is neither published nor accepted, milliseconds since 1970; nil = no end is planned.
    package var retiresAt: Int64?

    /// Makes a key's record.
    package init(
        kid: String, algorithm: Algorithm, publicKey: String, sealedPrivateKey: String, createdAt: Int64,
        activeFrom: Int64, retiresAt: Int64? = nil
    ) {
        self.kid = kid
        self.algorithm = algorithm
        self.publicKey = publicKey
        self.sealedPrivateKey = sealedPrivateKey
        self.createdAt = createdAt
        self.activeFrom = activeFrom
        self.retiresAt = retiresAt
    }
}
