/// How requests get to a container.
package enum EngineReach: String, Sendable, CaseIterable {
    /// At its address on its network.
    case network
    /// At a port that the engine publishes on the loopback interface.
    case published
}
