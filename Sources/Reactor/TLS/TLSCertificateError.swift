/// Why a certificate chain with its key is refused.
package enum TLSCertificateError: Error, Hashable, Sendable {
    /// The chain holds neither a PEM block `CERTIFICATE` nor DER.
    case noCertificate
    /// The certificate at this position, counted from 0, cannot be parsed.
    case malformedCertificate(position: Int)
    /// The chain has more certificates than the limit.
    case tooManyCertificates(limit: Int)
    /// The certificate at this position did not issue the one before it.
    case chainOutOfOrder(position: Int)
    /// The key holds neither a PEM block of a private key nor DER.
    case noKey
    /// The private key is protected by a passphrase.
    case encryptedKey
    /// The private key cannot be parsed.
    case malformedKey
    /// The private key is not that of the first certificate.
    case keyMismatch
    /// The key is of a kind that TLS servers cannot use.
    case unsupportedKey
    /// The key is too short to be safe.
    case weakKey(TLSKeyType)
    /// The first certificate names no host and no address.
    case noNames
    /// The first certificate is valid no more since this time, in seconds since 1970.
    case expired(notAfter: Int64)
    /// The first certificate is valid only from this time on, in seconds since 1970.
    case notYetValid(notBefore: Int64)
    /// OpenSSL had no memory or refused to take the certificate.
    case rejected
}

extension TLSCertificateError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .noCertificate: "no PEM block CERTIFICATE found"
        case .malformedCertificate(let position): "certificate \(position + 1) of the chain is malformed"
        case .tooManyCertificates(let limit): "the chain has more than \(limit) certificates"
        case .chainOutOfOrder(let position):
            "certificate \(position + 1) of the chain did not issue certificate \(position)"
        case .noKey: "no PEM block of a private key found"
        case .encryptedKey: "the private key is encrypted; only a key without passphrase is supported"
        case .malformedKey: "the private key is malformed"
        case .keyMismatch: "the private key does not belong to the certificate"
        case .unsupportedKey: "the key is neither RSA, ECDSA on P-256, P-384 or P-521, nor Ed25519"
        case .weakKey(let keyType): "the key \(keyType) is too short; RSA needs at least 2048 bits"
        case .noNames: "the certificate names no host and no address (subjectAltName)"
        case .expired(let time): "the certificate expired at \(CertificateTime.text(time))"
        case .notYetValid(let time): "the certificate is not valid before \(CertificateTime.text(time))"
        case .rejected: "the certificate cannot be used"
        }
    }
}
