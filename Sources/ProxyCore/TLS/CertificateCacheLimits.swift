/// The bounds of a cache of certificates.
package struct CertificateCacheLimits: Sendable {
    /// How many certificates are kept.
    package var capacity: Int
    /// How long those who wait for a load wait at most.
    package var loadTimeout: Duration
    /// For how long a certificate that the store does not have is not looked for again.
    package var absenceLifetime: Duration
    /// For how long a load that failed is not tried again.
    package var failureLifetime: Duration

    /// The defaults are those of a node; tests have smaller ones.
    package init(
        capacity: Int = 10_000, loadTimeout: Duration = .seconds(5), absenceLifetime: Duration = .seconds(5),
        failureLifetime: Duration = .seconds(1)
    ) {
        self.capacity = capacity
        self.loadTimeout = loadTimeout
        self.absenceLifetime = absenceLifetime
        self.failureLifetime = failureLifetime
    }
}
