internal import COpenSSL

/// A certificate chain with its private key, parsed for the contexts of one library.
///
/// Immutable, and shared by reference by all connections that it serves; its issuers are shared with the library's other
/// certificates. Confined to the library's thread.
@safe
package final class TLSCertificate {
    /// The kind of the key.
    package let keyType: TLSKeyType
    /// The end of the certificate's validity in seconds since 1970.
    package let notAfter: Int64

    let chain: CertificateChain
    let key: PrivateKey
    private let library: TLSLibrary

    /// Parses and checks a chain and its key.
    ///
    /// Expiry is not checked: an expired certificate tells visitors more than a refused connection.
    /// - Throws: `TLSCertificateError` when a part is malformed or the key is not that of the first certificate.
    package init(_ certificate: CompactCertificate, library: TLSLibrary) throws(TLSCertificateError) {
        let parsedChain = try unsafe CertificateChain.parse(
            certificate, library: library.handle, known: library.issuers)
        let parsedKey = try unsafe PrivateKey(
            certificate.key, expected: parsedChain.keyAlgorithm, library: library.handle)
        self.keyType = try CertificateCheck.keyType(of: parsedChain, key: parsedKey)
        self.notAfter = unsafe CertificateTime.seconds(X509_get0_notAfter(parsedChain.leaf)) ?? 0
        self.chain = parsedChain
        self.key = parsedKey
        self.library = library
    }
}

@available(*, unavailable)
extension TLSCertificate: Sendable {}
