internal import COpenSSL

/// What a certificate says of itself.
package struct CertificateInspection: Hashable, Sendable {
    /// The DNS names in lower case, wildcards among them, and the addresses as text: RFC 5280 section 4.2.1.6.
    package let names: [String]
    /// The start of validity in seconds since 1970.
    package let notBefore: Int64
    /// The end of validity in seconds since 1970.
    package let notAfter: Int64
    /// `sha256:` and the SHA-256 of the DER form in lower-case hexadecimal.
    package let fingerprint: String
    /// The kind of the key.
    package let keyType: TLSKeyType
    /// The issuer's name in the format of RFC 2253.
    package let issuer: String
    /// The serial number in hexadecimal.
    package let serial: String
    /// Whether the certificate is signed by its own key.
    package let isSelfSigned: Bool

    /// Parses and checks a chain with its key, as an upload has to be.
    ///
    /// - Parameters:
    ///   - chain: PEM, the server's certificate first and each followed by its issuer; or one certificate in DER.
    ///   - key: The private key, PEM or DER, not encrypted.
    ///   - now: The time in seconds since 1970 at which the certificate must be valid; nil to accept any validity.
    /// - Throws: `TLSCertificateError`.
    package init(chain: [UInt8], key: [UInt8], validAt now: Int64?) throws(TLSCertificateError) {
        let parsedChain = try unsafe CertificateChain.parse(chain, library: nil)
        let parsedKey = try unsafe PrivateKey(key, expected: parsedChain.keyAlgorithm, library: nil)
        let keyType = try CertificateCheck.keyType(of: parsedChain, key: parsedKey)
        try parsedChain.checkOrder()
        try self.init(parsedChain, keyType: keyType)
        guard !names.isEmpty else { throw .noNames }
        if let now { try CertificateCheck.validity(of: self, at: now) }
    }

    /// Reads the first certificate of a chain without its key.
    ///
    /// - Throws: `TLSCertificateError`.
    package init(chain: [UInt8]) throws(TLSCertificateError) {
        let parsedChain = try unsafe CertificateChain.parse(chain, library: nil)
        guard let key = unsafe X509_get0_pubkey(parsedChain.leaf), let keyType = unsafe TLSKeyType(key: key) else {
            throw .unsupportedKey
        }
        try self.init(parsedChain, keyType: keyType)
    }

    /// Borrows the chain, so that the certificate lives until everything is read from it.
    private init(_ chain: borrowing CertificateChain, keyType: TLSKeyType) throws(TLSCertificateError) {
        let certificate = unsafe chain.leaf
        guard let notBefore = unsafe CertificateTime.seconds(X509_get0_notBefore(certificate)),
            let notAfter = unsafe CertificateTime.seconds(X509_get0_notAfter(certificate))
        else { throw .malformedCertificate(position: 0) }
        self.names = unsafe CertificateText.names(of: certificate)
        self.notBefore = notBefore
        self.notAfter = notAfter
        self.fingerprint = unsafe CertificateText.fingerprint(of: certificate)
        self.keyType = keyType
        self.issuer = unsafe CertificateText.issuer(of: certificate)
        self.serial = unsafe CertificateText.serial(of: certificate)
        self.isSelfSigned = unsafe X509_self_signed(certificate, 1) == 1
    }
}
