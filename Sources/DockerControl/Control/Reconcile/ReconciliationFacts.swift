package import ProxyModel

/// What is known of a service at one moment.
package struct ReconciliationFacts: Sendable {
    /// Where the work is done.
    package struct Surroundings: Sendable, Equatable {
        /// Identifier of the engine.
        package var engine: String
        /// Name of this node.
        package var node: String
        /// Labels of this node.
        package var nodeLabels: [ServiceText] = []
        /// Whose things at the engine are this program's.
        package var installation: InstallationID
        /// How requests get to containers.
        package var reach = EngineReach.network
        /// What happens when others change containers, unless the service says something else.
        package var drift = ContainerService.DriftPolicy.repair

        /// Makes surroundings with the defaults.
        package init(engine: String, node: String, installation: InstallationID) {
            self.engine = engine
            self.node = node
            self.installation = installation
        }
    }

    /// Where this is.
    package var surroundings: Surroundings
    /// What is wanted.
    package var service: ContainerService
    /// The revision that last changed what is wanted.
    package var revision: Revision
    /// What is there.
    package var observed = ObservedService()
    /// Where requests go at the moment.
    package var published: ServiceEndpoints?
    /// What was told last; nil = nothing is known.
    package var previous: ServiceStatus?
    /// Names at the engine of the networks that other services on record want.
    package var sharedNetworks: Set<String> = []
    /// Names at the engine of the volumes that other services on record want.
    package var sharedVolumes: Set<String> = []
    /// Why the policy refuses the service; nil = it does not.
    package var refusal: ServiceRefusal?
    /// When a request for it came last, in milliseconds since 1970; nil = nobody knows, so it does not fall asleep.
    package var lastUse: Int64?
    /// Whether a request waits for it to wake up.
    package var isWakeWanted = false
    /// Milliseconds since 1970.
    package var now: Int64

    /// Makes facts about a service of which nothing is there.
    package init(_ service: ContainerService, revision: Revision, at now: Int64, in surroundings: Surroundings) {
        self.service = service
        self.revision = revision
        self.now = now
        self.surroundings = surroundings
    }

    // MARK: What follows

    private var names: EngineNames { EngineNames(installation: surroundings.installation) }

    /// The name that its container has to have.
    package var containerName: EngineName { names.container(service.name, generation: service.generation) }

    /// The names that its owner gave its networks.
    package var networks: [String] { service.networkNames }

    /// The names that its owner gave its volumes.
    package var volumes: [String] { service.volumes.filter { !$0.isBind }.map(\.source) }

    /// The name of a network at the engine.
    package func engineName(network: String) -> String { names.network(network, owner: service.owner).description }

    /// The name of a volume at the engine.
    package func engineName(volume: String) -> String { names.volume(volume, owner: service.owner).description }

    /// Whether changes by others' hands are undone.
    package var repairs: Bool { (service.drift ?? surroundings.drift) == .repair }

    /// Whether the service may run at this node.
    package var isEligible: Bool {
        (service.node ?? surroundings.node) == surroundings.node
            && service.nodeSelector.allSatisfy(surroundings.nodeLabels.contains)
    }
}
