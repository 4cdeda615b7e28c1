/// The surroundings that a container is made in.
package struct ContainerSurroundings: Sendable {
    /// What things are called at the engine.
    package var names: EngineNames
    /// Name of this node.
    package var node: String
    /// How requests reach it.
    package var reach: EngineReach
    /// What it may ask for.
    package var policy: ServicePolicy
    /// Open files of each process; the engine starts no container with more than it has itself.
    package var openFiles: Int

    /// Makes surroundings.
    package init(
        names: EngineNames, node: String, reach: EngineReach = .network, policy: ServicePolicy,
        openFiles: Int = ContainerLimits().openFiles
    ) {
        self.names = names
        self.node = node
        self.reach = reach
        self.policy = policy
        self.openFiles = openFiles
    }
}
