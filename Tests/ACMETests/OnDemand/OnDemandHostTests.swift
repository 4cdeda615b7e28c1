import ACME
import ProxyModel
import Testing

@Suite struct `Host with leave to obtain certificates` {
    private func snapshot(_ change: (inout ProxyTarget) -> Void = { _ in }) throws -> ConfigurationSnapshot {
        var snapshot = ConfigurationSnapshot()
        var proxies: [ProxyTarget] = []
        for pattern in ["*.shops.example", "own.shops.example", "*.eu.shops.example", "*.plain.example"] {
            var proxy = ProxyTarget(hostname: try HostPattern(pattern), target: nil, createdAt: 1)
            if pattern.hasPrefix("*"), pattern != "*.plain.example" { proxy.onDemandTLS = OnDemandTLS() }
            if pattern == "*.shops.example" { change(&proxy) }
            proxies.append(proxy)
        }
        snapshot.apply(ChangeSet(revision: 1, changes: proxies.map { .put(.proxy($0)) }))
        return snapshot
    }

    private func pattern(_ name: String, _ snapshot: ConfigurationSnapshot) throws -> String? {
        OnDemandHost.serving(try Hostname(name), in: snapshot)?.pattern.description
    }

    @Test func `is the longest wildcard that serves the name`() throws {
        let snapshot = try snapshot()
        #expect(try pattern("a.shops.example", snapshot) == "*.shops.example")
        #expect(try pattern("a.b.shops.example", snapshot) == "*.shops.example")
        #expect(try pattern("a.eu.shops.example", snapshot) == "*.eu.shops.example")
    }

    @Test func `is none where another host serves the name`() throws {
        let snapshot = try snapshot()
        #expect(try pattern("own.shops.example", snapshot) == nil)
        #expect(try pattern("a.plain.example", snapshot) == nil)
        #expect(try pattern("shops.example", snapshot) == nil)
    }

    @Test func `is none while it is switched off`() throws {
        #expect(try pattern("a.shops.example", snapshot { $0.enabled = false }) == nil)
        #expect(try pattern("a.shops.example", snapshot { $0.enableHTTPS = false }) == nil)
    }
}
