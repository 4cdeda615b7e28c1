/// What an engine has of one service at one moment.
package struct ObservedService: Sendable, Equatable {
    /// Its containers, in no order.
    package var containers: [ObservedContainer] = []
    /// The names of all networks of this installation.
    package var networks: Set<String> = []
    /// The names of networks of this installation that there are several of.
    package var ambiguousNetworks: Set<String> = []
    /// The names of all volumes of this installation.
    package var volumes: Set<String> = []
    /// The names of networks that containers of other services are made for.
    package var foreignNetworks: Set<String> = []

    /// Makes the view of an engine that has nothing.
    package init() {}
}
