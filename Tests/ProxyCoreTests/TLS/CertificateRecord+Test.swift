import ProxyModel

extension CertificateRecord {
    /// A record as a test needs it.
    static func test(
        _ name: String, domains: [String], keyType: String = "ecdsa", notAfter: Int64 = 1_000
    ) -> CertificateRecord {
        CertificateRecord(
            name: name, domains: domains, origin: .upload, keyType: keyType, issuer: "CN=test", serial: "1",
            fingerprint: "sha256:0", notBefore: 0, notAfter: notAfter, createdAt: 0)
    }
}
