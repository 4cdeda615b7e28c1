import Testing

@testable import Egress

@Suite struct `Addresses of name servers` {
    @Test(
        arguments: [
            ("192.0.2.1", "192.0.2.1", 53), ("192.0.2.1:5353", "192.0.2.1", 5353), ("2001:DB8::1", "2001:db8::1", 53),
            ("[2001:db8::1]", "2001:db8::1", 53), ("[2001:db8::1]:5353", "2001:db8::1", 5353), ("::1", "::1", 53),
        ] as [(String, String, UInt16)])
    func `are read with and without a port`(_ text: String, _ address: String, _ port: UInt16) throws {
        let server = try #require(DNSServer(text))
        #expect(server.addressText == address && server.port == port)
        #expect(DNSServer(server.description) == server)
    }

    @Test(arguments: [
        "", "ns1.example.com", "192.0.2.1:", "192.0.2.1:0", "192.0.2.1:65536", "192.0.2.1:+1", "192.0.2.0/24", "[::1",
        "[::1]x", "[::1]:", "[192.0.2.1]", "[]", ":53", "192.0.2.1:53:53", "fe80::1%eth0",
    ])
    func `are nothing else`(_ text: String) {
        #expect(DNSServer(text) == nil)
    }

    @Test func `are read from the system's file`() {
        let text = """
            # nameserver 192.0.2.9
            search example.com
            nameserver 192.0.2.1
            nameserver\t2001:db8::1 trailing
            nameserver fe80::1%eth0
            nameserver
            nameserverx 192.0.2.3
            """
        #expect(ResolverFile.parse(text).map(\.description) == ["192.0.2.1", "2001:db8::1"])
    }

    @Test func `are the local host where the file says none`() {
        #expect(ResolverFile.servers("/nonexistent").map(\.description) == ["127.0.0.1"])
    }
}
