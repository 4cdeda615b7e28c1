extension HostPattern {
    /// Whether clients of the host accept a certificate for these names: the very name, or a wildcard in place of the
    /// first label (RFC 9525 §6.3).
    package func isCovered(by domains: [String]) -> Bool {
        switch self {
        case .any: return false
        case .wildcard: return domains.contains(description)
        case .exact(let name):
            if domains.contains(name.text) { return true }
            guard let dot = name.text.utf8.firstIndex(of: UInt8(ascii: ".")) else { return false }
            return domains.contains("*" + name.text[dot...])
        }
    }
}

extension CertificateRecord {
    /// Whether clients of a host accept the certificate by name.
    package func covers(_ host: HostPattern) -> Bool { host.isCovered(by: domains) }

    /// Whether it is within its validity at a time in milliseconds since 1970, and was not revoked.
    package func isActive(at time: Int64) -> Bool { notBefore <= time && time < notAfter && revokedAt == nil }
}
