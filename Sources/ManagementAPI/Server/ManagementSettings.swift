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
    /// The domain below which services get hosts of their own name.
    package var baseDomain: String
    /// Whether every token may run containers; else only `ADMIN_TOKEN` may (DOCKER_CREATE).
    package var tokensMayRunContainers: Bool

    /// Makes settings.
    package init(
        adminDigest: String, adminEmail: String? = nil, version: String,
        localServices: [String] = ["api"], origins: PublicOrigins = PublicOrigins(httpsPort: 443, httpPort: 80),
        obtainsCertificates: Bool = false, permitsOnDemand: Bool = false, baseDomain: String = "localhost",
        tokensMayRunContainers: Bool = false
    ) {
        self.adminDigest = adminDigest
        self.adminEmail = adminEmail
        self.version = version
        self.localServices = localServices
        self.origins = origins
        self.obtainsCertificates = obtainsCertificates
        self.permitsOnDemand = permitsOnDemand
        self.baseDomain = baseDomain
        self.tokensMayRunContainers = tokensMayRunContainers
    }
}
