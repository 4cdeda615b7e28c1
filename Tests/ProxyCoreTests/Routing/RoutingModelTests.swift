import ProxyModel
import Testing

@testable import ProxyCore

struct `Routing table under random changes` {
    @Test(arguments: 1...12 as ClosedRange<UInt64>)
    func `answers as the linear router and as a table built anew`(seed: UInt64) throws {
        var configuration = RandomConfiguration(random: SeededGenerator(seed: seed))
        let upstreams = UpstreamDirectory()
        let patched = RoutingTable(upstreams: upstreams, localServices: ["api", "auth"])
        var linear = LinearRouter()
        var groups: [ObjectIdentifier: UpstreamGroup] = [:]
        for step in 0..<400 {
            let change = try configuration.change()
            patched.apply(change)
            if step % 3 == 0 { patched.settle() }
            linear.apply(change)
            let fresh = step % 20 == 0 ? Self.table(of: linear) : nil
            for _ in 0..<(fresh == nil ? 10 : 100) {
                let request = configuration.request()
                let expected = linear.answer(request.host, request.path, method: request.method, tls: request.tls)
                let match = Self.match(patched, request)
                #expect(RoutingFixture.text(match) == expected, "seed \(seed) step \(step) \(request)")
                if let fresh { #expect(RoutingFixture.text(Self.match(fresh, request)) == expected) }
                if case .upstream(let target) = match.outcome { groups[ObjectIdentifier(target.group)] = target.group }
            }
        }
        for (kind, ids) in [
            (RecordKind.proxies, Array(linear.proxies.keys)), (.routes, Array(linear.routes.keys)),
            (.services, Array(linear.services.keys)), (.serviceEndpoints, Array(linear.endpoints.keys)),
        ] {
            for id in ids { patched.apply(.delete(RecordKey(kind, id))) }
        }
        #expect(!groups.isEmpty)
        #expect(groups.values.allSatisfy { $0.references == 0 })
        #expect(patched.store.count == 0 && patched.containers.isEmpty)
        #expect(patched.proxyCount == 0 && patched.scopedRoutes.isEmpty && patched.routesByService.isEmpty)
    }

    private static func table(of linear: LinearRouter) -> RoutingTable {
        var snapshot = ConfigurationSnapshot(revision: 1)
        for proxy in linear.proxies.values { snapshot.insert(.proxy(proxy), revision: 1) }
        for route in linear.routes.values { snapshot.insert(.route(route), revision: 1) }
        for service in linear.services.values { snapshot.insert(.service(service), revision: 1) }
        for place in linear.endpoints.values { snapshot.insert(.serviceEndpoints(place), revision: 1) }
        let table = RoutingTable(upstreams: UpstreamDirectory(), localServices: ["api", "auth"])
        table.load(snapshot)
        return table
    }

    private static func match(
        _ table: RoutingTable, _ request: (host: String, path: String, method: String, tls: Bool)
    ) -> RouteMatch {
        let (host, path, token) = (Array(request.host.utf8), Array(request.path.utf8), Array(request.method.utf8))
        return table.match(
            host: host.span, path: path.span, method: HTTPMethod(name: request.method), methodToken: token.span,
            tls: request.tls)
    }
}
