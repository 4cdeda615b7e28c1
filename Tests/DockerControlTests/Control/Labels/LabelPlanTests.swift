import ProxyModel
import Testing

@testable import DockerControl

struct `Labels of containers that others started` {
    private let plan = LabelPlan(globs: ["*.apps.test"], engine: "ENGINE", node: "edge-1")

    private func container(
        _ name: String, _ labels: [String: String], createdAt: Int64 = 1, phase: ServiceEndpoints.Phase = .ready,
        address: String? = "172.20.0.2"
    ) throws -> LabelledContainer {
        let id = try #require(EngineName(name))
        var labels = labels
        labels["proxyd.enable"] = "true"
        let document: JSONValue = address.map { ["IPAddress": .string($0)] } ?? [:]
        return LabelledContainer(
            id: id, name: id, createdAt: createdAt, phase: phase, labels: labels,
            endpoints: [ContainerEndpoint("net", document)], exposedPorts: [])
    }

    private func apply(_ changes: [Change], to snapshot: ConfigurationSnapshot) -> ConfigurationSnapshot {
        var snapshot = snapshot
        snapshot.apply(ChangeSet(revision: snapshot.revision + 1, changes: changes))
        return snapshot
    }

    @Test func `a container gets its host, follows its address, and leaves nothing behind`() throws {
        let first = try container("a", ["proxyd.host": "A.apps.test", "proxyd.port": "3000"])
        let made = plan.changes(for: [first], in: ConfigurationSnapshot(), now: 5)
        #expect(made.problems.isEmpty && made.changes.count == 2)
        var snapshot = apply(made.changes, to: ConfigurationSnapshot())
        let proxy = try #require(snapshot.proxies["a.apps.test"]?.value)
        let service = try #require(proxy.traffic?.value.service)
        #expect(proxy.owner == nil && proxy.target == nil)
        #expect(snapshot.serviceEndpoints[service]?.value.upstreams.map(\.description) == ["http://172.20.0.2:3000"])
        #expect(plan.changes(for: [first], in: snapshot, now: 6).changes.isEmpty)

        let moved = try container("a", ["proxyd.host": "a.apps.test", "proxyd.port": "3000"], address: "172.20.0.9")
        let follows = plan.changes(for: [moved], in: snapshot, now: 7).changes
        #expect(follows.map(\.key) == [RecordKey(.serviceEndpoints, service)])
        snapshot = apply(follows, to: snapshot)

        let ended = try container(
            "a", ["proxyd.host": "a.apps.test", "proxyd.port": "3000"], phase: .stopped, address: nil)
        snapshot = apply(plan.changes(for: [ended], in: snapshot, now: 8).changes, to: snapshot)
        #expect(snapshot.serviceEndpoints[service]?.value.phase == .stopped)
        #expect(snapshot.serviceEndpoints[service]?.value.upstreams.isEmpty == true)

        let other = LabelPlan(globs: ["*"], engine: "OTHER", node: "edge-2")
        #expect(other.changes(for: [], in: snapshot, now: 9).changes.isEmpty)
        snapshot = apply(plan.changes(for: [], in: snapshot, now: 9).changes, to: snapshot)
        #expect(snapshot.proxies.isEmpty && snapshot.serviceEndpoints.isEmpty)
    }

    @Test func `a host of somebody is left alone, whoever it is`() throws {
        let host = try HostPattern("a.apps.test")
        var mine = ProxyTarget(hostname: host, target: try UpstreamURL("http://10.0.0.1"), createdAt: 0)
        let wanting = try container("a", ["proxyd.host": "a.apps.test", "proxyd.port": "3000"])
        for owner in [nil, "token"] {
            mine.owner = owner
            let snapshot = apply([.put(.proxy(mine))], to: ConfigurationSnapshot())
            let planned = plan.changes(for: [wanting], in: snapshot, now: 1)
            #expect(planned.changes.isEmpty)
            #expect(planned.problems.count == 1)
            #expect(plan.changes(for: [], in: snapshot, now: 1).changes.isEmpty)
        }
    }

    @Test func `what an admin changed at a derived proxy stays`() throws {
        let wanting = try container("a", ["proxyd.host": "a.apps.test", "proxyd.port": "3000"])
        var snapshot = apply(
            plan.changes(for: [wanting], in: ConfigurationSnapshot(), now: 1).changes, to: ConfigurationSnapshot())
        var proxy = try #require(snapshot.proxies["a.apps.test"]?.value)
        proxy.enableHTTP = false
        snapshot = apply([.put(.proxy(proxy))], to: snapshot)
        #expect(plan.changes(for: [wanting], in: snapshot, now: 2).changes.isEmpty)
    }

    @Test func `of two containers the older one has the host`() throws {
        let labels = ["proxyd.host": "a.apps.test", "proxyd.port": "3000"]
        let containers = [
            try container("young", labels, createdAt: 9, address: "172.20.0.9"), try container("old", labels),
        ]
        let planned = plan.changes(for: containers, in: ConfigurationSnapshot(), now: 1)
        let snapshot = apply(planned.changes, to: ConfigurationSnapshot())
        #expect(
            snapshot.serviceEndpoints.values.first?.value.upstreams.map(\.description) == ["http://172.20.0.2:3000"])
        #expect(planned.problems.keys.map(\.description) == ["young"])
    }

    @Test(arguments: [
        [:], ["proxyd.host": "a.apps.test"], ["proxyd.host": "a.elsewhere.test", "proxyd.port": "3000"],
        ["proxyd.host": "*.apps.test", "proxyd.port": "3000"], ["proxyd.host": "a.apps.test", "proxyd.port": "0"],
        ["proxyd.host": "a.apps.test", "proxyd.port": "3000-3001"],
        ["proxyd.host": "a.apps.test", "proxyd.port": "3000@evil"],
        ["proxyd.host": "a.apps.test\r\nx: y", "proxyd.port": "3000"],
        ["proxyd.host": "a.apps.test", "proxyd.port": "3000", "proxyd.network": "other"],
        ["proxyd.host": String(repeating: "a", count: 100_000) + ".apps.test", "proxyd.port": "3000"],
    ])
    func `labels that make no sense, or ask for too much, get nothing`(labels: [String: String]) throws {
        let planned = plan.changes(for: [try container("a", labels)], in: ConfigurationSnapshot(), now: 1)
        #expect(planned.changes.isEmpty)
        let problem = try #require(planned.problems.values.first)
        #expect(problem.description.utf8.count < 2_100 && !problem.description.contains("\n"))
    }
}
