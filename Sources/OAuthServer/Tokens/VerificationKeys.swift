package import ProxyModel

/// The keys in force as the guard needs them.
package struct VerificationKeys: Sendable {
    /// A public key that tokens may be signed with.
    package struct Key: Sendable, Equatable {
        package let kid: String
        package let algorithm: SigningKey.Algorithm
        /// SubjectPublicKeyInfo in DER.
        package let publicKey: [UInt8]
    }

    /// The private key that identity assertions are signed with by ES256; it has no description.
    package struct AssertionKey: Sendable {
        package let kid: String
        /// PKCS#8 in DER.
        package let privateKey: [UInt8]
    }

    package let verification: [Key]
    /// nil while there is none yet, or when it cannot be opened.
    package let assertion: AssertionKey?
}
