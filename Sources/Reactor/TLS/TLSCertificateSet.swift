/// The certificates of one host, at most one of each key family: a client gets the one that it can verify.
package struct TLSCertificateSet {
    let rsa: TLSCertificate?
    let ecdsa: TLSCertificate?
    let ed25519: TLSCertificate?

    /// Collects certificates; of several of one family the first counts.
    package init(_ certificates: [TLSCertificate]) {
        rsa = certificates.first { $0.keyType.family == .rsa }
        ecdsa = certificates.first { $0.keyType.family == .ecdsa }
        ed25519 = certificates.first { $0.keyType.family == .ed25519 }
    }

    /// The set of one certificate.
    package init(_ certificate: TLSCertificate) {
        rsa = certificate.keyType.family == .rsa ? certificate : nil
        ecdsa = certificate.keyType.family == .ecdsa ? certificate : nil
        ed25519 = certificate.keyType.family == .ed25519 ? certificate : nil
    }

    /// Whether both hold the very same certificates, object by object.
    func isIdentical(to other: TLSCertificateSet) -> Bool {
        rsa === other.rsa && ecdsa === other.ecdsa && ed25519 === other.ed25519
    }

    var all: [TLSCertificate] { [ecdsa, rsa, ed25519].compactMap(\.self) }

    /// Whether there is no certificate at all.
    package var isEmpty: Bool { rsa == nil && ecdsa == nil && ed25519 == nil }
}

@available(*, unavailable)
extension TLSCertificateSet: Sendable {}
