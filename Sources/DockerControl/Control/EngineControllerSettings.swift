package import ProxyModel

/// What the settings say about the engine of this node.
package struct EngineControllerSettings: Sendable {
    /// Where the engine is.
    package var address: EngineAddress
    /// The version of the API to speak; nil = the newest that both know.
    package var version: EngineVersion?
    /// Name of this node.
    package var node: String
    /// Labels of this node, that services may ask for.
    package var nodeLabels: [ServiceText] = []
    /// Whose containers, networks and volumes are this program's.
    package var installation: InstallationID
    /// How requests get to containers.
    package var reach = EngineReach.network
    /// Whether networks have no way out.
    package var hasInternalNetworks = false
    /// What happens when somebody else changes a container, unless its service says something else.
    package var drift = ContainerService.DriftPolicy.repair
    /// Open files of each process of a container; no more than the engine itself may have.
    package var openFiles = ContainerLimits().openFiles
    /// Whether services are put on record again whose containers are found without one.
    package var adoptsOrphans = false
    /// Names of services of the process itself, which no other one gets.
    package var localServices: Set<String> = []
    /// How long an engine may take to make a container.
    package var creationLimit = Duration.seconds(300)

    /// Makes settings with the defaults.
    package init(address: EngineAddress, node: String, installation: InstallationID) {
        self.address = address
        self.node = node
        self.installation = installation
    }
}
