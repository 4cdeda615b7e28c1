package import ProxyModel

/// The names by which certificates of the local CA are asked for; no stored certificate can have one.
package enum LocalCertificateName {
    private static let prefix = "local-ca:"
    /// The certificate for `localhost` and everything right below it (RFC 6761 §6.3).
    package static let localhost = prefix + "localhost"

    /// The certificate for the host of a proxy.
    package static func certificate(for host: HostPattern) -> String { self.prefix + host.description }

    /// The names that a certificate of this name is for; nil when it is not one of the local CA.
    package static func domains(of certificate: String) -> [String]? {
        guard certificate.hasPrefix(self.prefix) else { return nil }
        if certificate == self.localhost { return ["localhost", "*.localhost"] }
        return [String(certificate.dropFirst(self.prefix.count))]
    }

    /// Whether a certificate is one of the local CA.
    static func isLocal(_ certificate: String) -> Bool { certificate.hasPrefix(self.prefix) }

    /// What the index needs to know; it yields to every certificate that was stored.
    static func record(_ certificate: String) -> CertificateRecord {
        CertificateRecord(
            name: certificate, domains: self.domains(of: certificate) ?? [], origin: .localCA, keyType: "ecdsa",
            issuer: "",
            serial: "", fingerprint: "", notBefore: 0, notAfter: 0, createdAt: 0)
    }
}
