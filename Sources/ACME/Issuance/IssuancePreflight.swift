package import ProxyModel

/// Looks before an order whether it makes sense.
package protocol IssuancePreflight: Sendable {
    /// What was found for the names of an intent at an issuer; empty = nothing speaks against it.
    func findings(_ intent: CertificateIntent, issuer: Issuer) async -> [PreflightFinding]
}
