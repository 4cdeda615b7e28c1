/// A certificate chain with its private key in few bytes, from which any library makes objects of its own quickly.
///
/// It belongs to no library and may be shared by threads. Equal issuers are best one array (see `issuers`).
package struct CompactCertificate: Sendable {
    /// The server's own certificate in DER.
    package let leaf: [UInt8]
    /// The certificates after it in order, each in DER; to be replaced by an equal array that others have as well.
    package var issuers: [[UInt8]]

    let key: CompactKey

    /// Takes a chain (PEM, or one certificate in DER) and its key (PEM or DER) out of their text.
    ///
    /// Whether the parts are what they should be and belong together is found out by who makes a `TLSCertificate` of it.
    /// - Throws: `TLSCertificateError` when the chain or the key is missing or its text malformed, the chain too long or
    ///   the key encrypted.
    package init(chain: [UInt8], key: [UInt8]) throws(TLSCertificateError) {
        var certificates = try PEMCertificates.der(of: chain, limit: CertificateChain.limit)
        self.leaf = certificates.removeFirst()
        self.issuers = certificates
        self.key = try CompactKey(key)
    }
}
