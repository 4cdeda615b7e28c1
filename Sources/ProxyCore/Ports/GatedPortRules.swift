internal import ProxyModel
internal import Reactor

/// What is in force at a gated port until its service's endpoints change.
struct GatedPortRules {
    /// Name of the port within the service.
    let name: String
    /// Who owns the service; nil = admin.
    let owner: String?
    /// Where connections may come from; nil = from everywhere.
    let sources: AddressRule?
    /// Digest of the port's own token; nil = it has none.
    let digest: SHA256Digest?
    /// The container; nil while there is none.
    let target: UpstreamTarget?
    /// The target in the form in which exchanges are matched.
    let match: RouteMatch

    /// Compiles a gate; takes a reference to the group of its target, which `release` gives back.
    init(_ gate: PortGate, of endpoints: ServiceEndpoints, _ upstreams: UpstreamDirectory) {
        var traffic = TrafficPolicy()
        traffic.addressAllow = gate.allowedSources
        self.name = gate.name
        self.owner = endpoints.owner
        self.sources = AddressRule(traffic)
        self.digest = gate.tokenDigest.flatMap { SHA256Digest(hexadecimal: $0) }
        self.target = gate.target.flatMap { try? UpstreamURL("http://\($0)") }.map { url in
            UpstreamTarget(group: upstreams.acquire(UpstreamGroupKey(url)), pathPrefix: [], host: [])
        }
        self.match = RouteMatch(proxy: nil, outcome: self.target.map { .upstream($0) } ?? .unavailable(.noTarget))
    }

    /// Gives the reference to the target's group back.
    func release(to upstreams: UpstreamDirectory) {
        if let target = self.target { upstreams.release(target.group) }
    }

    /// Whether a connection from there is served.
    func admits(_ address: SocketAddress) -> Bool {
        guard let sources = self.sources else { return true }
        guard case .ip(let ip, _) = address else { return false }
        return sources.admits(ip)
    }
}
