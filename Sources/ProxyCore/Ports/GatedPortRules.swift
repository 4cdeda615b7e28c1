internal import ProxyModel
internal import Reactor

/// What is in force at a gated port until its service's endpoints change.
final class GatedPortRules {
    /// Name of the port within the service.
    let name: String
    /// Who owns the service; nil = admin.
    let owner: String?
    /// Where connections may come from; nil = from everywhere.
    let sources: AddressRule?
    /// Digest of the port's own token; nil = it has none.
    let digest: SHA256Digest?
    private let allowedSources: [String]
    private let tokenDigest: String?

    /// Compiles a gate.
    init(_ gate: PortGate, owner: String?) {
        var traffic = TrafficPolicy()
        traffic.addressAllow = gate.allowedSources
        self.name = gate.name
        self.owner = owner
        self.sources = AddressRule(traffic)
        self.digest = gate.tokenDigest.flatMap { SHA256Digest(hexadecimal: $0) }
        self.allowedSources = gate.allowedSources
        self.tokenDigest = gate.tokenDigest
    }

    /// Whether they are what a gate would be compiled to.
    func areThose(of gate: PortGate, owner: String?) -> Bool {
        self.name == gate.name && self.owner == owner && self.allowedSources == gate.allowedSources
            && self.tokenDigest == gate.tokenDigest
    }

    /// Whether a connection from there is served.
    func admits(_ address: SocketAddress) -> Bool {
        guard let sources = self.sources else { return true }
        guard case .ip(let ip, _) = address else { return false }
        return sources.admits(ip)
    }
}

@available(*, unavailable)
extension GatedPortRules: Sendable {}
