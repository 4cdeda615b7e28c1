/// A certificate chain with its private key: one value, sealed as one.
///
/// The key's bytes are secret: the type has no description, is never logged and never leaves through the API.
package struct CertificateBundle: Sendable, Equatable {
    /// The name of its record.
    package let name: String
    /// PEM, leaf first.
    package let chainPEM: [UInt8]
    /// PEM, PKCS#8 or the traditional forms.
    package let keyPEM: [UInt8]

    /// Makes a bundle.
    package init(name: String, chainPEM: [UInt8], keyPEM: [UInt8]) {
        self.name = name
        self.chainPEM = chainPEM
        self.keyPEM = keyPEM
    }
}
