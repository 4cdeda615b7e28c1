package import ACME
package import DockerControl
package import ProxyCore
package import ProxyModel

/// Everything that operations use besides the request.
package struct ManagementEnvironment: Sendable {
    /// What the settings say about the API.
    package let settings: ManagementSettings
    /// Where the configuration is kept.
    package let store: any ConfigurationStore
    /// Short-lived values that all nodes share.
    package let volatile: any VolatileStore
    /// The one way to change the configuration.
    package let editor: ConfigurationEditor
    /// Seals private keys before they are stored.
    package let sealer: any BundleSealer
    /// Tells how a request would be routed.
    package let explainer: any RouteExplainer
    /// Measures this node and what it depends on.
    package let health: any HealthSource
    /// The nodes that share the store.
    package let nodes: any NodeDirectory
    /// nil where this node has none.
    package let authorizationServer: (any AuthorizationServer)?
    /// How far certificates are; nil where this node obtains none.
    package let issuances: IssuanceBoard?
    /// Who waits for news of certificates on this node.
    package let certificateWaiters: CertificateWaiters
    /// When certificates end.
    package let certificateExpiries: CertificateExpiries
    /// What containers are asked of; `NoEngine` where there are none.
    package let containers: any ServiceControl
    /// What services in containers may ask for.
    package let servicePolicy: ServicePolicy
    /// What was done at the engine of this node.
    package let engineCounters: EngineCounters
    /// What came to gated ports of services at this node.
    package let portCounts: @Sendable () async -> PortCounts
    /// The certificates of the local CA; nil when its key cannot be had.
    package let authority: @Sendable () async -> LocalAuthorityCertificates?
    /// Writes the served configuration back into a store that lost it; nil when it has lost nothing.
    package let restore: @Sendable () async throws(StoreFailure) -> Revision?
    /// Milliseconds since 1970.
    package let now: @Sendable () -> Int64
    /// So many bytes that nobody can guess.
    package let randomBytes: @Sendable (Int) -> [UInt8]
    let orphans = OrphanCount()
    let serviceWatch = ServiceWatch()
    /// Which ports and addresses of the host services may have.
    var portRules: PortRules { servicePolicy.ports }

    /// Makes an environment.
    package init(
        settings: ManagementSettings, store: any ConfigurationStore, volatile: any VolatileStore,
        source: any SnapshotSource, sealer: any BundleSealer, explainer: any RouteExplainer, health: any HealthSource,
        nodes: any NodeDirectory,
        authorizationServer: (any AuthorizationServer)? = nil, issuances: IssuanceBoard? = nil,
        certificateWaiters: CertificateWaiters = CertificateWaiters(),
        certificateExpiries: CertificateExpiries = CertificateExpiries(),
        containers: any ServiceControl = NoEngine(), servicePolicy: ServicePolicy = ServicePolicy(),
        engineCounters: EngineCounters = EngineCounters(),
        portCounts: @escaping @Sendable () async -> PortCounts = { PortCounts() },
        authority: @escaping @Sendable () async -> LocalAuthorityCertificates?,
        restore: @escaping @Sendable () async throws(StoreFailure) -> Revision? = { () throws(StoreFailure) in nil },
        now: @escaping @Sendable () -> Int64, randomBytes: @escaping @Sendable (Int) -> [UInt8] = systemRandomBytes
    ) {
        self.settings = settings
        self.store = store
        self.volatile = volatile
        self.editor = ConfigurationEditor(store: store, source: source)
        self.sealer = sealer
        self.explainer = explainer
        self.health = health
        self.nodes = nodes
        self.authorizationServer = authorizationServer
        self.issuances = issuances
        self.certificateWaiters = certificateWaiters
        self.certificateExpiries = certificateExpiries
        self.containers = containers
        self.engineCounters = engineCounters
        self.portCounts = portCounts
        self.servicePolicy = servicePolicy
        self.authority = authority
        self.restore = restore
        self.now = now
        self.randomBytes = randomBytes
    }

    /// Bytes of the system's generator.
    package static func systemRandomBytes(_ count: Int) -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    }
}
