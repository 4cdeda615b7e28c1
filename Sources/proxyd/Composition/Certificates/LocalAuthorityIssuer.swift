internal import ACME
internal import ProxyModel

/// The local CA as an issuer like the others.
struct LocalAuthorityIssuer: LocalIssuer {
    let certificates: CertificateSource

    func issue(_ names: [String], as name: String, now: Int64) async throws -> CertificateBundle {
        try await certificates.localAuthority().issue(names, as: name, now: now)
    }
}
