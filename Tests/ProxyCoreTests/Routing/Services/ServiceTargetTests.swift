import ProxyModel
import Testing

@testable import ProxyCore

@Suite struct ServiceTargetTests {
    private let fixture = RoutingFixture()

    private func put(_ phase: ServiceEndpoints.Phase, _ urls: String..., owner: String? = nil) throws {
        var endpoints = ServiceEndpoints(service: "echo", node: "n", phase: phase, updatedAt: 1)
        endpoints.upstreams = try urls.map { try UpstreamURL($0) }
        endpoints.owner = owner
        fixture.table.apply(.put(.serviceEndpoints(endpoints)))
    }

    private func following(_ host: String, edit: (inout ProxyTarget) -> Void = { _ in }) throws {
        fixture.put(
            try proxy(host) {
                $0.target = nil
                $0.trafficPolicy.service = "echo"
                edit(&$0)
            })
    }

    @Test func `a proxy follows its service`() throws {
        try following("h")
        #expect(fixture.answer("h") == "h - -> the service echo, which is not there")
        try put(.starting)
        #expect(fixture.answer("h") == "h - -> the service echo, which is starting")
        try put(.ready, "http://10.0.0.2:80", "http://10.0.0.3:80")
        #expect(fixture.answer("h") == "h - -> http://10.0.0.2:80, http://10.0.0.3:80 (the service echo)")
        fixture.delete(.serviceEndpoints, "echo")
        #expect(fixture.answer("h") == "h - -> the service echo, which is not there")
        fixture.delete(.proxies, "h")
        #expect(fixture.table.containers.isEmpty)
    }

    @Test func `a route follows the service as it comes, moves and goes`() throws {
        fixture.put(try proxy("h"))
        fixture.put(route("r", "/") { $0.target = .service("echo") })
        #expect(fixture.answer("h") == "h r -> unavailable the service is not registered")
        try put(.ready, "http://10.0.0.2:80")
        #expect(fixture.answer("h") == "h r -> http://10.0.0.2:80 (the service echo)")
        try put(.failed)
        #expect(fixture.answer("h") == "h r -> the service echo, which has failed")
        fixture.delete(.serviceEndpoints, "echo")
        #expect(fixture.answer("h") == "h r -> unavailable the service is not registered")
        #expect(fixture.table.containers.isEmpty)
    }

    @Test func `an external service hides one in containers`() throws {
        fixture.put(try proxy("h"))
        fixture.put(route("r", "/") { $0.target = .service("echo") })
        try put(.ready, "http://10.0.0.2:80")
        fixture.put(try ExternalService(name: "echo", target: UpstreamURL("http://s1:1"), createdAt: 1))
        #expect(fixture.answer("h") == "h r -> http://s1:1")
        fixture.delete(.services, "echo")
        #expect(fixture.answer("h") == "h r -> http://10.0.0.2:80 (the service echo)")
    }

    @Test func `proxies and routes of one service share its target, which moves at once for all`() throws {
        try following("a")
        try following("b") { $0.owner = "ops" }
        try following("c") { $0.trafficPolicy.loadBalancing = .random }
        try following("d")
        try put(.ready, "http://10.0.0.2:80", owner: "ops")
        func target(_ host: String) -> UpstreamTarget? {
            guard case .upstream(let target) = fixture.match(host).outcome else { return nil }
            return target
        }
        let targets = ["a", "b", "c", "d"].map(target)
        #expect(targets[0] === targets[3])
        #expect(targets[0] !== targets[1] && targets[0] !== targets[2])
        #expect(targets[0]?.group === targets[1]?.group)
        let endpoint = targets[0]?.group.endpoints.first
        #expect(targets[2]?.group.endpoints.first === endpoint)
        try put(.ready, "http://10.0.0.2:80", "http://10.0.0.3:80", owner: "ops")
        #expect(target("a") === targets[0])
        #expect(targets.allSatisfy { $0?.group.endpoints.count == 2 && $0?.group.endpoints.first === endpoint })
        try put(.ready, "http://10.0.0.3:80", owner: "dev")
        #expect(targets[1]?.group.endpoints.isEmpty == true)
        #expect(targets[0]?.group.endpoints.count == 1)
        #expect(endpoint?.references == 0)
        for host in ["a", "b", "c", "d"] { fixture.delete(.proxies, host) }
        fixture.delete(.serviceEndpoints, "echo")
        #expect(fixture.table.containers.isEmpty)
        #expect(targets.allSatisfy { $0?.group.references == 0 })
    }

    @Test func `the value of Host follows, where the client's is not kept`() throws {
        try following("h") { $0.preserveHostHeader = false }
        for port in [81, 82] {
            try put(.ready, "http://10.0.0.2:\(port)")
            guard case .upstream(let target) = fixture.match("h").outcome else {
                Issue.record("no upstream")
                return
            }
            #expect(
                String(decoding: target.host(at: target.group.endpoints.first), as: UTF8.self) == "10.0.0.2:\(port)")
        }
    }
}
