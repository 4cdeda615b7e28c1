internal import Reactor

/// What makes a listener before a port of a service the same one: while this does not change it stays open.
struct GatedPortKey: Hashable {
    let service: String
    let address: SocketAddress
    /// Whether HTTP is spoken, with a token in each request.
    let requiresToken: Bool
}
