package import ProxyModel

/// What certificates are obtained with at handshakes, and kept or ended with later.
package struct OnDemandEnvironment: Sendable {
    /// What the settings say.
    package var settings: OnDemandSettings
    /// What is wanted and there, and where it is written that something is wanted.
    package var configuration: any CertificateConfiguration
    /// Where progress and budgets are.
    package var store: any IssuanceStore
    /// Where it is kept which certificates clients asked for.
    package var uses: any VolatileStore
    /// The proxy with leave that serves a name.
    package var host: @Sendable (Hostname) -> OnDemandHost?
    /// Who permits names.
    package var endpoint: PermissionEndpoint
    /// The time.
    package var clock: any IssuanceClock = SystemIssuanceClock()
    /// Hears of every certificate that is asked for, and of every refusal that was decided anew.
    package var observe: @Sendable (OnDemandEvent) -> Void = { _ in }

    /// Makes an environment.
    package init(
        settings: OnDemandSettings, configuration: any CertificateConfiguration, store: any IssuanceStore,
        uses: any VolatileStore, endpoint: PermissionEndpoint, host: @escaping @Sendable (Hostname) -> OnDemandHost?
    ) {
        self.settings = settings
        self.configuration = configuration
        self.store = store
        self.uses = uses
        self.endpoint = endpoint
        self.host = host
    }
}
