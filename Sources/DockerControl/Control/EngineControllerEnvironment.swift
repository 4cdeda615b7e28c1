package import Egress
package import ProxyModel

/// What the control of one engine uses: its ports as values.
package struct EngineControllerEnvironment: Sendable {
    /// Gets an image for a service, by pulling or building it.
    package typealias ImagePreparation =
        @Sendable (
            _ service: ContainerService, _ client: EngineClient,
            _ progress: @escaping @Sendable (ServiceStatus.Progress) -> Void
        ) async throws(EngineFailure) -> ImageReference

    /// What the settings say.
    package var settings: EngineControllerSettings
    /// Speaks with the engine; it has no other work, since streams hold its connections.
    package var fetcher: HTTPFetcher
    /// Leases, statuses and last uses, shared by all nodes.
    package var store: any VolatileStore
    /// The configuration in force; nil before the first load.
    package var snapshot: @Sendable () -> ConfigurationSnapshot?
    /// Changes of the configuration.
    package var editor: any ConfigurationEditing
    /// Opens the environments of services.
    package var sealer: any BundleSealer
    /// What services may ask for.
    package var policy: ServicePolicy
    /// Gets images.
    package var prepareImage: ImagePreparation
    /// The ports of services that this node cannot listen on.
    package var unopenedPorts = UnopenedPorts()
    /// Milliseconds since 1970.
    package var now: @Sendable () -> Int64
    /// For the log.
    package var note: @Sendable (EngineNotice) -> Void

    /// Makes an environment.
    package init(
        settings: EngineControllerSettings, fetcher: HTTPFetcher, store: any VolatileStore,
        snapshot: @escaping @Sendable () -> ConfigurationSnapshot?, editor: any ConfigurationEditing,
        sealer: any BundleSealer, policy: ServicePolicy, prepareImage: @escaping ImagePreparation,
        now: @escaping @Sendable () -> Int64, note: @escaping @Sendable (EngineNotice) -> Void
    ) {
        self.settings = settings
        self.fetcher = fetcher
        self.store = store
        self.snapshot = snapshot
        self.editor = editor
        self.sealer = sealer
        self.policy = policy
        self.prepareImage = prepareImage
        self.now = now
        self.note = note
    }
}
