/// A network that a container takes part in, and the names that others there know it by.
package struct NetworkAttachment: Sendable, Equatable {
    /// The network.
    package let network: EngineName
    /// Further names, resolved on this network alone.
    package let aliases: [EngineName]

    /// Makes an attachment; nil for `host`, `none` and `default`, which are modes and no networks.
    package init?(_ network: EngineName, aliases: [EngineName] = []) {
        guard !["host", "none", "default"].contains(network.description.lowercased()) else { return nil }
        self.network = network
        self.aliases = aliases
    }
}
