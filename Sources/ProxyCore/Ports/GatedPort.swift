internal import Reactor

/// A port of a service that a worker listens on.
///
/// Connections hold it, also when it is closed: they end with what they are busy with.
final class GatedPort {
    let key: GatedPortKey
    var rules: GatedPortRules
    /// The listening socket; nil once the port is closed.
    var listener: Listener?
    /// Connections whose bytes are passed on.
    var relays = 0

    init(key: GatedPortKey, rules: GatedPortRules) {
        self.key = key
        self.rules = rules
    }

    /// Whether new requests are served.
    var isOpen: Bool { self.listener != nil }
}

@available(*, unavailable)
extension GatedPort: Sendable {}
