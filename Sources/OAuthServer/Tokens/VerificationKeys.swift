package import ProxyModel

/// The keys in force as the guard needs them.
package struct VerificationKeys: Sendable {
    /// A public key that tokens may be signed with.
    package struct Key: Sendable, Equatable {
        /// The member `kid` of the tokens that it signed.
        package let kid: String
        /// The one algorithm that it is believed with.
        package let algorithm: SigningKey.Algorithm
        /// SubjectPublicKeyInfo in DER.
        package let publicKey: [UInt8]
    }

    /// The private key that identity assertions are signed with by ES256; it has no description.
    package struct AssertionKey: Sendable {
        /// Names the key in the published set.
        package let kid: String
        /// PKCS#8 in DER.
        package let privateKey: [UInt8]
    }

    /// Every key that a valid token can have been signed with.
    package let verification: [Key]
    /// nil while there is none yet, or when it cannot be opened.
    package let assertion: AssertionKey?
    /// The key before that one, while tokens of its time may be in use.
    package let formerAssertion: AssertionKey?
}
