package import OAuthServer

/// The settings of the management API.
package struct ManagementSettings: Sendable {
    /// SHA-256 of the superuser's token, 64 lower-case hexadecimal digits.
    package var adminDigest: String
    /// The superuser's address, shown by `token.info`.
    package var adminEmail: String?
    /// The version of the program.
    package var version: String
    /// Names of the process's own services, which routes may refer to.
    package var localServices: [String]
    /// Under which addresses clients reach hosts.
    package var origins: PublicOrigins
    /// Whether a certificate is asked for when a proxy is created whose host has none.
    package var obtainsCertificates: Bool
    /// Whether the settings permit names of hosts with `on_demand_tls`, so that these need no globs of their own.
    package var permitsOnDemand: Bool

    /// Makes settings.
    package init(
        adminDigest: String, adminEmail: String? = nil, version: String,
        localServices: [String] = ["api"], origins: PublicOrigins = PublicOrigins(httpsPort: 443, httpPort: 80),
        obtainsCertificates: Bool = false, permitsOnDemand: Bool = false
    ) {
        self.adminDigest = adminDigest
        self.adminEmail = adminEmail
        self.version = version
        self.localServices = localServices
        self.origins = origins
        self.obtainsCertificates = obtainsCertificates
        self.permitsOnDemand = permitsOnDemand
    }
}
