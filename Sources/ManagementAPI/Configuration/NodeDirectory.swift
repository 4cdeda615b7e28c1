/// Which nodes share the configuration.
package protocol NodeDirectory: Sendable {
    /// Every node that was heard of lately, this one among them.
    func nodes() async -> [NodeStatus]
}
