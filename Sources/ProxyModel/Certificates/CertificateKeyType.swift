/// What kind of key pair a certificate is made for.
package enum CertificateKeyType: String, Sendable, CaseIterable {
    case p256, p384, rsa2048, rsa3072, rsa4096

    /// The word of `CertificateRecord.keyType` for it.
    package var family: String {
        switch self {
        case .p256, .p384: "ecdsa"
        case .rsa2048, .rsa3072, .rsa4096: "rsa"
        }
    }
}
