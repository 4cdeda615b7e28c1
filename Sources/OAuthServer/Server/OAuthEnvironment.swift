package import Egress
package import Logging
package import ProxyModel

/// What every part of the authorization server uses besides the request.
package struct OAuthEnvironment: Sendable {
    /// What the settings say about the authorization server.
    package let settings: OAuthSettings
    /// Short-lived values, shared by all nodes.
    package let store: any VolatileStore
    /// The configuration in force; nil before the first load.
    package let snapshot: @Sendable () -> ConfigurationSnapshot?
    /// Changes of the configuration.
    package let editor: any ConfigurationEditing
    /// Tells every node of an end of access.
    package let revocations: any RevocationPublisher
    /// Seals what must not be read in the store, and identifiers that hold data.
    package let sealer: any BundleSealer
    /// The guarded hosts, by address and by issuer.
    package let resources: any ResourceDirectory
    /// Asks identity providers and the servers of clients.
    package let fetcher: HTTPFetcher
    /// For addresses that strangers name (client metadata, key sets).
    package let publicEgress: EgressPolicy
    /// Where decisions are noted for people who look for a fault.
    package let trace: any FlowTrace
    /// For operators; what ends or widens access is marked with `audit`.
    package let logger: Logger
    /// Milliseconds since 1970.
    package let now: @Sendable () -> Int64
    /// So many bytes that nobody can guess.
    package let randomBytes: @Sendable (Int) -> [UInt8]

    /// Makes an environment.
    package init(
        settings: OAuthSettings, store: any VolatileStore,
        snapshot: @escaping @Sendable () -> ConfigurationSnapshot?, editor: any ConfigurationEditing,
        revocations: any RevocationPublisher, sealer: any BundleSealer, resources: any ResourceDirectory,
        fetcher: HTTPFetcher, publicEgress: EgressPolicy, trace: any FlowTrace, logger: Logger,
        now: @escaping @Sendable () -> Int64, randomBytes: @escaping @Sendable (Int) -> [UInt8]
    ) {
        self.settings = settings
        self.store = store
        self.snapshot = snapshot
        self.editor = editor
        self.revocations = revocations
        self.sealer = sealer
        self.resources = resources
        self.fetcher = fetcher
        self.publicEgress = publicEgress
        self.trace = trace
        self.logger = logger
        self.now = now
        self.randomBytes = randomBytes
    }

    /// A text of so many random bytes, base64url.
    package func token(bytes: Int = 32) -> String { Base64URL.encode(randomBytes(bytes)) }
}
