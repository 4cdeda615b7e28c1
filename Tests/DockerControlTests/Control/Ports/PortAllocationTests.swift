import DockerControl
import ProxyModel
import Testing

struct PortAllocationTests {
    private static func port(
        _ name: String, _ host: UInt16, _ bind: String = "127.0.0.1", _ transport: ServicePort.Transport = .tcp
    ) -> ServicePort {
        var port = ServicePort(name: name, hostPort: host, containerPort: 80)
        port.bind = bind
        port.transport = transport
        return port
    }

    private static func service(_ name: String, _ ports: [ServicePort]) -> ContainerService {
        var service = ContainerService(name: name, createdAt: 0)
        service.ports = ports
        return service
    }

    @Test(
        arguments: [
            ("127.0.0.1", "127.0.0.1", true), ("127.0.0.1", "::1", false), ("127.0.0.1", "192.0.2.1", false),
            ("0.0.0.0", "192.0.2.1", true), ("192.0.2.1", "0.0.0.0", true), ("::", "127.0.0.1", true),
            ("0.0.0.0", "::1", true), ("0.0.0.0", "::", true), ("::ffff:127.0.0.1", "127.0.0.1", true),
            ("::ffff:0.0.0.0", "192.0.2.1", true),
        ])
    func `sockets overlap by their addresses`(first: String, second: String, overlap: Bool) {
        #expect(PortSocket(5000, bind: first).overlaps(PortSocket(5000, bind: second)) == overlap)
        #expect(PortSocket(5000, bind: second).overlaps(PortSocket(5000, bind: first)) == overlap)
    }

    @Test
    func `other ports and other transports do not overlap`() {
        let socket = PortSocket(5000, bind: "0.0.0.0")
        #expect(!socket.overlaps(PortSocket(5001, bind: "0.0.0.0")))
        #expect(!socket.overlaps(PortSocket(5000, bind: "0.0.0.0", transport: .udp)))
    }

    @Test
    func `tells who has a port`() throws {
        let table = PortAllocation([
            Self.service("a", [Self.port("web", 5000)]), Self.service("b", [Self.port("dns", 5000, "::1", .udp)]),
        ])
        let holder = try #require(table.holder(of: PortSocket(5000, bind: "0.0.0.0")))
        #expect(holder.service == "a")
        #expect(holder.port.name == "web")
        #expect(table.holder(of: PortSocket(5000, bind: "::1")) == nil)
        #expect(table.holder(of: PortSocket(5000, transport: .udp)) == nil)
        #expect(table.holder(of: PortSocket(5000), besides: "web", of: "a") == nil)
        #expect(table.holder(of: PortSocket(5000), besides: "web", of: "b")?.service == "a")
    }

    @Test
    func `a service that goes keeps its ports`() {
        var service = Self.service("a", [Self.port("web", 5000)])
        service.deletion = ServiceDeletion(requestedAt: 1, removesVolumes: false)
        #expect(PortAllocation([service]).holder(of: PortSocket(5000)) != nil)
    }

    @Test
    func `finds the ports that others or itself have`() {
        let table = PortAllocation([
            Self.service("a", [Self.port("web", 5000)]), Self.service("me", [Self.port("old", 5001)]),
        ])
        let wanted = Self.service(
            "me",
            [
                Self.port("one", 5001), Self.port("two", 5000, "0.0.0.0"), Self.port("three", 5001, "::"),
                Self.port("four", 5002),
            ])
        let conflicts = table.conflicts(of: wanted)
        #expect(conflicts.map(\.index) == [1, 2])
        #expect(conflicts.map(\.holder.service) == ["a", "me"])
        #expect(conflicts.map(\.holder.port.name) == ["web", "one"])
    }

    @Test
    func `gives the next free port of the range`() {
        let rules = PortRules(
            range: PortRanges([PortRange(11_000...11_003), PortRange(12_000)]),
            restricted: PortRanges([PortRange(11_001)]), listeners: [11_002])
        func next(_ table: PortAllocation, _ bind: String = "127.0.0.1", skipping: Set<UInt16> = []) -> UInt16? {
            table.freePort(bind: bind, transport: .tcp, rules: rules, skipping: skipping)
        }
        #expect(next(PortAllocation([])) == 11_000)
        let first = Self.service("a", [Self.port("web", 11_000)])
        #expect(next(PortAllocation([first])) == 11_003)
        #expect(next(PortAllocation([first]), "::1") == 11_000)
        #expect(next(PortAllocation([first]), skipping: [11_003]) == 12_000)
        let all = Self.service("a", [11_000, 11_003, 12_000].map { Self.port("p\($0)", $0) })
        #expect(next(PortAllocation([all])) == nil)
    }

    @Test(
        arguments: [
            (11_002, [], 11_002), (11_002, [11_002], 11_000), (3000, [], 11_000), (9000, [], 11_000),
        ] as [(UInt16, Set<UInt16>, UInt16)])
    func `prefers a port of the range`(preferred: UInt16, skipping: Set<UInt16>, port: UInt16) {
        #expect(
            PortAllocation([]).freePort(
                bind: "127.0.0.1", transport: .tcp, rules: PortRules(listeners: [9000]), preferring: preferred,
                skipping: skipping) == port)
    }

    @Test
    func `lists what is free`() {
        let rules = PortRules(
            range: PortRanges([PortRange(11_000...11_005), PortRange(65_534...65_535)]), restricted: PortRanges([]))
        let table = PortAllocation([
            Self.service("a", [Self.port("x", 11_000), Self.port("y", 11_003), Self.port("z", 65_535)])
        ])
        #expect(
            table.freeRanges(bind: "0.0.0.0", transport: .tcp, rules: rules).map(\.description)
                == ["11001-11002", "11004-11005", "65534"])
        #expect(
            table.freeRanges(bind: "::1", transport: .tcp, rules: rules).map(\.description)
                == ["11000-11005", "65534-65535"])
        #expect(table.entries.map(\.port.hostPort) == [11_000, 11_003, 65_535])
    }
}
