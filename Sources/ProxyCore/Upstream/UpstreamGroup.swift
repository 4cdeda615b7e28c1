internal import ProxyModel

/// The upstreams of a proxy or route, and the choice among them.
package final class UpstreamGroup {
    /// What makes it this group.
    package let key: UpstreamGroupKey
    let endpoints: ContiguousArray<UpstreamEndpoint>
    private let weights: ContiguousArray<Int>
    private var credit: ContiguousArray<Int>
    var references = 0

    init(key: UpstreamGroupKey, endpoints: ContiguousArray<UpstreamEndpoint>) {
        self.key = key
        self.endpoints = endpoints
        self.weights = ContiguousArray(key.members.map(\.weight))
        self.credit = ContiguousArray(repeating: 0, count: endpoints.count)
    }

    /// Whether an upstream is one of these.
    func contains(_ endpoint: UpstreamEndpoint) -> Bool { self.endpoints.contains { $0 === endpoint } }

    /// When one of them was last used; now while one is, `.min` when none ever was.
    func lastUse(now: Int64) -> Int64 {
        self.endpoints.map { $0.busy > 0 ? now : $0.lastUse }.max() ?? .min
    }

    /// Chooses an upstream for a request; `avoid` is the one that has just failed it.
    ///
    /// One that could not be reached lately is passed over while another can be. nil only for an empty group.
    func choose(now: Int64, client: UInt64, avoid: UpstreamEndpoint?) -> UpstreamEndpoint? {
        if self.endpoints.count <= 1 { return self.endpoints.first }
        var usable: (UpstreamEndpoint) -> Bool = { $0 !== avoid && $0.isUsable(now: now) }
        let hasWeighted = self.endpoints.indices.contains { self.weights[$0] > 0 && usable(self.endpoints[$0]) }
        if !hasWeighted {
            // Spares have weight 0; when those are down too, better to try than to refuse.
            if let spare = self.endpoints.first(where: usable) { return spare }
            usable = { $0 !== avoid }
            if let other = self.endpoints.first(where: usable) { return other }
            return self.endpoints.first
        }
        switch self.key.loadBalancing {
        case .roundRobin: return self.smoothRoundRobin(usable)
        case .leastConnections: return self.leastConnections(usable)
        case .random:
            return self.weighted(at: client &* 0x9E37_79B9_7F4A_7C15 ^ UInt64.random(in: .min ... .max), usable)
        case .addressHash: return self.weighted(at: client &* 0x9E37_79B9_7F4A_7C15, usable)
        }
    }

    /// Each gains its weight, the richest is taken and pays the total: spread evenly even for unequal weights.
    private func smoothRoundRobin(_ usable: (UpstreamEndpoint) -> Bool) -> UpstreamEndpoint? {
        var best = -1
        var total = 0
        for index in self.endpoints.indices where usable(self.endpoints[index]) {
            self.credit[index] += self.weights[index]
            total += self.weights[index]
            if best < 0 || self.credit[index] > self.credit[best] { best = index }
        }
        guard best >= 0 else { return nil }
        self.credit[best] -= total
        return self.endpoints[best]
    }

    private func leastConnections(_ usable: (UpstreamEndpoint) -> Bool) -> UpstreamEndpoint? {
        var best = -1
        for index in self.endpoints.indices where self.weights[index] > 0 && usable(self.endpoints[index]) {
            guard best >= 0 else {
                best = index
                continue
            }
            let load = self.endpoints[index].busy * self.weights[best]
            if load < self.endpoints[best].busy * self.weights[index] { best = index }
        }
        return best >= 0 ? self.endpoints[best] : nil
    }

    private func weighted(at hash: UInt64, _ usable: (UpstreamEndpoint) -> Bool) -> UpstreamEndpoint? {
        var total: UInt64 = 0
        for index in self.endpoints.indices where usable(self.endpoints[index]) { total += UInt64(self.weights[index]) }
        guard total > 0 else { return nil }
        var point = (hash >> 16) % total
        for index in self.endpoints.indices where usable(self.endpoints[index]) {
            let weight = UInt64(self.weights[index])
            if point < weight { return self.endpoints[index] }
            point -= weight
        }
        return nil
    }
}

@available(*, unavailable)
extension UpstreamGroup: Sendable {}
