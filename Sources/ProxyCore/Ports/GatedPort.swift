internal import ProxyModel
internal import Reactor

/// A port of a service that a worker listens on.
///
/// Connections hold it, also when it is closed, until they are ended.
final class GatedPort {
    let key: GatedPortKey
    private(set) var rules: GatedPortRules
    /// The container, wherever it is.
    let target: UpstreamTarget
    /// The target in the form in which exchanges are matched.
    let match: RouteMatch
    /// The listening socket; nil once the port is closed.
    var listener: Listener?
    /// Connections whose bytes are passed on.
    var relays = 0
    /// Those of them that wait for the container.
    var waiting: [PortRelay] = []

    init(key: GatedPortKey, rules: GatedPortRules, target: UpstreamTarget) {
        self.key = key
        self.rules = rules
        self.target = target
        self.match = RouteMatch(proxy: nil, outcome: .upstream(target))
    }

    /// Whether new requests are served.
    var isOpen: Bool { self.listener != nil }

    /// Puts a gate's rules in force; true when what was let in before may have to go.
    func adopt(_ gate: PortGate, owner: String?) -> Bool {
        guard !self.rules.areThose(of: gate, owner: owner) else { return false }
        self.rules = GatedPortRules(gate, owner: owner)
        return true
    }

    /// The container has moved, or its state has changed: those who wait look again.
    func settle() {
        let waiting = self.waiting
        self.waiting = []
        for relay in waiting { relay.lookAgain() }
    }
}

@available(*, unavailable)
extension GatedPort: Sendable {}
