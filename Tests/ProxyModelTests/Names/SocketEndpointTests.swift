import ProxyModel
import Testing

@Suite struct `An address with a port` {
    @Test(arguments: [
        ("192.0.2.1", 4, 53), ("192.0.2.1:5353", 4, 5353), ("2001:db8::1", 16, 53), ("[2001:db8::1]:5353", 16, 5353),
        ("[::1]", 16, 53), ("::", 16, 53), ("192.0.2.1:65535", 4, 65_535),
    ])
    func `is read in each way that people write it`(_ text: String, _ bytes: Int, _ port: UInt16) throws {
        let endpoint = try #require(SocketEndpoint(text, defaultPort: 53))
        #expect(endpoint.address.count == bytes && endpoint.port == port)
    }

    @Test(arguments: [
        "", "ns1.example.com", "192.0.2.1:", "192.0.2.1:0", "192.0.2.1:65536", "192.0.2.1:+53", "192.0.2.0/24",
        "[192.0.2.1]",
        "[::1", "[::1]53", "[::1]:", "::1]:53", "192.0.2.1:53:", "192.0.2", ":53", "[::1]/128",
    ])
    func `is nothing else`(_ text: String) {
        #expect(SocketEndpoint(text, defaultPort: 53) == nil)
    }
}
