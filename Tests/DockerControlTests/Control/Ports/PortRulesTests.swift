import DockerControl
import ProxyModel
import Testing

struct PortRulesTests {
    private let rules = PortRules(listeners: [9000, 10_001])

    @Test(
        arguments: [
            (22, "restricted_port"), (80, "restricted_port"), (443, "restricted_port"), (1023, "restricted_port"),
            (3306, "restricted_port"), (5432, "restricted_port"), (6379, "restricted_port"),
            (27_017, "restricted_port"), (9000, "listener_port"), (10_001, "listener_port"), (0, "restricted_port"),
        ] as [(UInt16, String)])
    func `refuses a port by its rule`(port: UInt16, rule: String) throws {
        let refusal = try #require(rules.refusal(of: port))
        #expect(refusal.rule == rule)
        #expect(refusal.pointer == "/host")
    }

    @Test(arguments: [1024, 3000, 8080, 11_000, 20_001, 65_535] as [UInt16])
    func `takes every other port, also outside the range`(port: UInt16) {
        #expect(rules.refusal(of: port) == nil)
    }

    @Test(arguments: ["0.0.0.0", "::", "192.0.2.1", "127.0.0.2", "::ffff:127.0.0.1", "2001:db8::1", "nonsense"])
    func `opens ports on loopback alone unless told otherwise`(address: String) throws {
        let refusal = try #require(rules.refusal(ofAddress: address))
        #expect(refusal.rule == "publish_address")
        #expect(refusal.setting == "DOCKER_PUBLISH_ADDRESSES")
        #expect(refusal.detail.contains("127.0.0.1, ::1"))
    }

    @Test(arguments: [("10.1.2.3", true), ("10.2.0.1", false), ("0.0.0.0", true), ("127.0.0.1", false)])
    func `opens ports on the addresses that are listed`(address: String, isAllowed: Bool) {
        let rules = PortRules(addresses: ["10.1.0.0/16", "0.0.0.0"].compactMap { AddressBlock($0) })
        #expect((rules.refusal(ofAddress: address) == nil) == isAllowed)
    }

    @Test
    func `an operator may give well-known ports away`() {
        #expect(PortRules(restricted: PortRanges([])).refusal(of: 443) == nil)
    }

    @Test
    func `tells all that speaks against a port`() {
        var port = ServicePort(name: "web", hostPort: 443, containerPort: 80)
        port.bind = "0.0.0.0"
        #expect(rules.refusals(of: port).map(\.pointer) == ["/host", "/bind"])
        #expect(rules.refusals(of: ServicePort(name: "web", hostPort: 8080, containerPort: 80)) == [])
    }
}
