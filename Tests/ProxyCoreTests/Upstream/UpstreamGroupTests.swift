import ProxyModel
import Testing

@testable import ProxyCore

@Suite struct UpstreamGroupTests {
    /// A group of upstreams called `u0`, `u1`, … with these weights.
    private func group(
        _ weights: Int..., by method: TrafficPolicy.LoadBalancing = .roundRobin
    ) throws -> UpstreamGroup {
        var key = try UpstreamGroupKey(UpstreamURL("http://u0"))
        key.members = try weights.enumerated().map {
            UpstreamGroupKey.Member(url: try UpstreamURL("http://u\($0.offset)"), weight: $0.element)
        }
        key.loadBalancing = method
        return UpstreamDirectory().acquire(key)
    }

    /// The hosts chosen by so many requests of clients 0, 1, ….
    private func choices(_ group: UpstreamGroup, _ count: Int, avoid: UpstreamEndpoint? = nil) -> [String] {
        (0..<count).compactMap { group.choose(now: 0, client: UInt64($0), avoid: avoid)?.key.host }
    }

    private func counts(_ hosts: [String]) -> [String: Int] { hosts.reduce(into: [:]) { $0[$1, default: 0] += 1 } }

    @Test func `an empty group has nobody to choose`() throws {
        #expect(try group().choose(now: 0, client: 1, avoid: nil) == nil)
    }

    @Test func `a single upstream is chosen even after it failed`() throws {
        let group = try group(1)
        group.endpoints[0].attemptFailed(now: 0)
        #expect(group.choose(now: 0, client: 1, avoid: group.endpoints[0]) === group.endpoints[0])
    }

    @Test func `round robin takes turns`() throws {
        #expect(try choices(group(1, 1, 1), 6) == ["u0", "u1", "u2", "u0", "u1", "u2"])
    }

    @Test func `weights are kept exactly and without bursts`() throws {
        let hosts = try choices(group(5, 1, 1), 14)
        #expect(counts(hosts) == ["u0": 10, "u1": 2, "u2": 2])
        #expect(hosts.prefix(7) != ["u0", "u0", "u0", "u0", "u0", "u1", "u2"])
    }

    @Test(arguments: TrafficPolicy.LoadBalancing.allCases)
    func `a spare is used only when the others are down`(_ method: TrafficPolicy.LoadBalancing) throws {
        let group = try group(1, 0, 1, by: method)
        #expect(!choices(group, 200).contains("u1"))
        group.endpoints[0].attemptFailed(now: 0)
        #expect(Set(choices(group, 200)) == ["u2"])
        group.endpoints[2].attemptFailed(now: 0)
        #expect(Set(choices(group, 200)) == ["u1"])
    }

    @Test(arguments: TrafficPolicy.LoadBalancing.allCases)
    func `the upstream that has just failed is avoided`(_ method: TrafficPolicy.LoadBalancing) throws {
        let group = try group(1, 1, by: method)
        #expect(Set(choices(group, 100, avoid: group.endpoints[0])) == ["u1"])
    }

    @Test func `when all are down one is tried nevertheless, not the one that has just failed`() throws {
        let group = try group(1, 1)
        for endpoint in group.endpoints { endpoint.attemptFailed(now: 0) }
        #expect(group.choose(now: 0, client: 1, avoid: group.endpoints[0]) === group.endpoints[1])
        #expect(group.choose(now: 0, client: 1, avoid: nil) != nil)
    }

    @Test func `an upstream comes back after its pause, or as soon as it accepts`() throws {
        let endpoint = try group(1, 1).endpoints[0]
        endpoint.attemptFailed(now: 1_000)
        #expect(!endpoint.isUsable(now: 1_499))
        #expect(endpoint.isUsable(now: 1_500))
        for _ in 0..<100 { endpoint.attemptFailed(now: 1_000) }
        #expect(!endpoint.isUsable(now: 10_999))
        #expect(endpoint.isUsable(now: 11_000))
        endpoint.attemptFailed(now: 1_000)
        endpoint.attemptSucceeded()
        #expect(endpoint.isUsable(now: 1_000))
    }

    @Test func `an address keeps its upstream`() throws {
        let group = try group(1, 1, 1, by: .addressHash)
        let first = choices(group, 1_000)
        #expect(first == choices(group, 1_000))
        #expect(first == (try choices(self.group(1, 1, 1, by: .addressHash), 1_000)))
    }

    @Test(arguments: [TrafficPolicy.LoadBalancing.addressHash, .random])
    func `addresses are spread by weight`(_ method: TrafficPolicy.LoadBalancing) throws {
        let counts = try counts(choices(group(3, 1, by: method), 8_000))
        #expect((5_600...6_400).contains(counts["u0"] ?? 0))
        #expect((1_600...2_400).contains(counts["u1"] ?? 0))
    }

    @Test func `idle upstreams are equal for least connections`() throws {
        #expect(Set(try choices(group(1, 1, by: .leastConnections), 10)) == ["u0"])
    }
}
