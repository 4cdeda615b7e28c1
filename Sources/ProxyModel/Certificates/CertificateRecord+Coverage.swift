extension CertificateRecord {
    /// Whether clients of a host accept the certificate by name: the very name, or a wildcard in place of the first label
    /// (RFC 9525 §6.3).
    package func covers(_ host: HostPattern) -> Bool {
        switch host {
        case .any: return false
        case .wildcard: return domains.contains(host.description)
        case .exact(let name):
            if domains.contains(name.text) { return true }
            guard let dot = name.text.utf8.firstIndex(of: UInt8(ascii: ".")) else { return false }
            return domains.contains("*" + name.text[dot...])
        }
    }

    /// Whether it is within its validity at a time in milliseconds since 1970.
    package func isActive(at time: Int64) -> Bool { notBefore <= time && time < notAfter }
}
