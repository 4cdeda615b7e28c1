internal import COpenSSL

/// The rules that a chain and its key must keep.
enum CertificateCheck {
    /// The type of a key that belongs to the chain's first certificate and is of use.
    static func keyType(
        of chain: borrowing CertificateChain, key: borrowing PrivateKey
    ) throws(TLSCertificateError) -> TLSKeyType {
        defer { ERR_clear_error() }
        guard let keyType = unsafe TLSKeyType(key: key.handle) else { throw .unsupportedKey }
        guard unsafe X509_check_private_key(chain.leaf, key.handle) == 1 else { throw .keyMismatch }
        guard keyType.isStrong else { throw .weakKey(keyType) }
        return keyType
    }

    /// Refuses a certificate that is not valid at a time in seconds since 1970.
    static func validity(of inspection: CertificateInspection, at now: Int64) throws(TLSCertificateError) {
        if now > inspection.notAfter { throw .expired(notAfter: inspection.notAfter) }
        if now < inspection.notBefore { throw .notYetValid(notBefore: inspection.notBefore) }
    }
}
