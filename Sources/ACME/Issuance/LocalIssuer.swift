package import ProxyModel

/// This installation's own authority, as an issuer like the others.
package protocol LocalIssuer: Sendable {
    /// Issues a certificate; `now` is in milliseconds since 1970.
    func issue(_ names: [String], as name: String, now: Int64) async throws -> CertificateBundle
}
