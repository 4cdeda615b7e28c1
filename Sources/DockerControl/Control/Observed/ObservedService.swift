/// What an engine has of one service at one moment.
package struct ObservedService: Sendable, Equatable {
    /// Where a volume comes from.
    package struct OwnVolume: Sendable, Equatable {
        /// Owner of the service; nil = admin.
        package var owner: String?
        /// Milliseconds since 1970 by the engine's clock, which tells whole seconds; nil = nobody knows.
        package var createdAt: Int64?

        /// Makes an origin.
        package init(owner: String?, createdAt: Int64?) {
            self.owner = owner
            self.createdAt = createdAt
        }
    }

    /// Its containers, in no order.
    package var containers: [ObservedContainer] = []
    /// The names of all networks of this installation.
    package var networks: Set<String> = []
    /// The names of networks of this installation that there are several of.
    package var ambiguousNetworks: Set<String> = []
    /// The names of all volumes of this installation.
    package var volumes: Set<String> = []
    /// The volumes that were made for a service of this name.
    package var ownVolumes: [String: OwnVolume] = [:]
    /// The names of networks that containers of other services are made for.
    package var foreignNetworks: Set<String> = []

    /// Makes the view of an engine that has nothing.
    package init() {}
}
