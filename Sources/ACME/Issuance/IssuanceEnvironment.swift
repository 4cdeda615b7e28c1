package import ProxyModel

/// What issuances are done with.
package struct IssuanceEnvironment: Sendable {
    /// Where the progress is kept.
    package var store: any IssuanceStore
    /// What is wanted, and where certificates go.
    package var configuration: any CertificateConfiguration
    /// Whom to ask.
    package var authorities: any AuthorityDirectory
    /// What dns challenges are answered by; nil = nothing.
    package var solver: (any ChallengeSolver)?
    /// This installation's own authority; nil = none.
    package var localIssuer: (any LocalIssuer)?
    /// The checks before an order; nil = none.
    package var preflight: (any IssuancePreflight)?
    /// What keys are sealed by.
    package var sealer: any BundleSealer
    /// What the settings say about authorities.
    package var settings: IssuerSettings
    /// What decides on certificates that handshakes brought about; nil = they are kept like all others.
    package var onDemand: OnDemandKeeper?
    /// The time.
    package var clock: any IssuanceClock = SystemIssuanceClock()
    /// The randomness.
    package var random = IssuanceRandom.system
    /// Called with every progress that was written.
    package var observe: @Sendable (Issuance) -> Void = { _ in }
    /// Called when an attempt of this node has ended, with what came of it.
    package var attemptEnded: @Sendable (Issuance, IssuanceAttempt) -> Void = { _, _ in }
    /// Called when the work on a certificate ended before it came to anything, with what stopped it.
    package var workEnded: @Sendable (_ name: String, any Error) -> Void = { _, _ in }
    /// Milliseconds that other nodes are given to follow before the authority is told to look; 0 for a lone node.
    package var publicationPause: Int64 = 300
    /// Where tests stop the node.
    package var faultPoint = FaultPoint.none
    /// Whether the lease is renewed also while a step takes long.
    package var keepsLease = true

    /// Makes an environment without dns, own authority and checks.
    package init(
        store: any IssuanceStore, configuration: any CertificateConfiguration,
        authorities: any AuthorityDirectory, sealer: any BundleSealer, settings: IssuerSettings
    ) {
        self.store = store
        self.configuration = configuration
        self.authorities = authorities
        self.sealer = sealer
        self.settings = settings
    }
}
