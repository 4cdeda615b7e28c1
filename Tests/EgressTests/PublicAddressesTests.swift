import Egress
import ProxyModel
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1)))
struct `The policy for addresses that strangers name` {
    private static func address(_ text: String) throws -> RemoteAddress {
        let bytes = try #require(AddressBlock(text)).address
        return bytes.count == 4 ? .ipv4(bytes) : .ipv6(bytes)
    }

    @Test(arguments: [
        "8.8.8.8", "1.1.1.1", "93.184.216.34", "100.63.255.255", "100.128.0.1", "172.15.0.1", "172.32.0.1",
        "192.167.255.255", "192.169.0.1", "198.17.255.255", "198.20.0.1", "223.255.255.255", "11.0.0.1",
        "9.255.255.255",
        "126.255.255.255", "128.0.0.1", "2606:4700::1111", "2a00:1450:4001::1", "2001:200::1", "2400:cb00::1",
        "::ffff:8.8.8.8",
    ])
    func `permits the public Internet`(_ text: String) throws {
        #expect(EgressPolicy.publicAddresses().permits(try Self.address(text)))
    }

    @Test(arguments: [
        "0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.127.255.255", "100.100.100.200",
        "127.0.0.1", "127.255.255.254", "168.63.129.16", "169.254.0.1", "169.254.169.254", "169.254.170.2",
        "172.16.0.1", "172.31.255.255", "192.0.0.1", "192.0.0.192", "192.0.2.1", "192.31.196.1", "192.52.193.1",
        "192.88.99.1", "192.168.0.1", "192.175.48.1", "198.18.0.1", "198.19.255.255", "198.51.100.1", "203.0.113.1",
        "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255",
    ])
    func `refuses every special range of IPv4, and the same address mapped into IPv6`(_ text: String) throws {
        #expect(!EgressPolicy.publicAddresses().permits(try Self.address(text)))
        #expect(!EgressPolicy.publicAddresses().permits(try Self.address("::ffff:" + text)))
    }

    @Test(arguments: [
        "::", "::1", "::2", "::127.0.0.1", "::8.8.8.8", "64:ff9b::8.8.8.8", "64:ff9b::127.0.0.1", "64:ff9b:1::1",
        "100::1", "100:0:0:1::1", "2001::1", "2001:2::1", "2001:10::1", "2001:20::1", "2001:db8::1", "2002:7f00:1::1",
        "2002:808:808::1", "2620:4f:8000::1", "3fff::1", "5f00::1", "fc00::1", "fd00:ec2::254", "fd12:3456::1",
        "fe80::1", "fec0::1", "ff02::1", "4000::1", "::fffe:8.8.8.8", "0:0:0:0:1:ffff:808:808",
    ])
    func `refuses every special range of IPv6`(_ text: String) throws {
        #expect(!EgressPolicy.publicAddresses().permits(try Self.address(text)))
    }

    @Test func `refuses what is no Internet address`() {
        for address in [
            RemoteAddress.unixSocket, .other, .ipv4([8, 8, 8]), .ipv6([8, 8, 8, 8]), .ipv4([]), .ipv6([]),
        ] {
            #expect(!EgressPolicy.publicAddresses().permits(address))
        }
    }

    @Test(arguments: [
        ("10.1.0.0/16", "10.1.2.3", true), ("10.1.0.0/16", "10.2.0.1", false), ("10.1.0.0/16", "::ffff:10.1.2.3", true),
        ("127.0.0.1", "127.0.0.1", true), ("127.0.0.1", "127.0.0.2", false), ("127.0.0.1", "::1", false),
        ("fd00::/8", "fd12::1", true), ("fd00::/8", "fd00:ec2::254", false), ("169.254.0.0/16", "169.254.1.1", true),
        ("169.254.0.0/16", "169.254.169.254", false), ("169.254.169.254", "169.254.169.254", true),
        ("0.0.0.0/0", "127.0.0.1", true), ("::/0", "127.0.0.1", false), ("::/0", "::1", true),
        ("172.16.0.0/13", "172.23.255.255", true), ("172.16.0.0/13", "172.24.0.0", false),
    ])
    func `lets through what an operator allows`(_ allowed: String, _ text: String, _ isPermitted: Bool) throws {
        let policy = EgressPolicy.publicAddresses(allowing: [try #require(AddressBlock(allowed))])
        #expect(policy.permits(try Self.address(text)) == isPermitted)
    }

    @Test(arguments: [
        "127.0.0.1", "2130706433", "0177.0.0.1", "0x7f000001", "127.1", "[::ffff:7f00:1]",
        "[0:0:0:0:0:ffff:127.0.0.1]", "localhost", "localhost.", "a@127.0.0.1",
    ])
    func `keeps from loopback however it is spelled`(_ host: String) async throws {
        let server = try LoopbackServer { _ in .text("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n") }
        defer { server.stop() }
        var request = FetchRequest("GET", "http://\(host):\(server.port)/")
        request.policy = .publicAddresses()
        await #expect(throws: FetchFailure.self) { try await HTTPFetcher().fetch(request) }
        #expect(server.requests.isEmpty)
    }

    @Test func `keeps a redirect from loopback`() async throws {
        let inner = try LoopbackServer { _ in .text("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n") }
        defer { inner.stop() }
        let outer = try LoopbackServer { _ in
            .text("HTTP/1.1 307 X\r\nLocation: http://127.0.0.2:\(inner.port)/\r\nContent-Length: 0\r\n\r\n")
        }
        defer { outer.stop() }
        var request = FetchRequest("GET", "http://127.0.0.1:\(outer.port)/")
        request.maxRedirects = 3
        request.policy = .publicAddresses(allowing: [try #require(AddressBlock("127.0.0.1"))])
        await #expect(throws: FetchFailure(.forbiddenAddress)) { try await HTTPFetcher().fetch(request) }
        #expect(outer.requests.count == 1 && inner.requests.isEmpty)
    }

    @Test func `does not use a connection again that another policy allowed`() async throws {
        let server = try KeepAliveServer()
        defer { server.stop() }
        let fetcher = try HTTPFetcher()
        var request = FetchRequest("GET", "http://127.0.0.1:\(server.port)/")
        request.intermediary = .none
        #expect(try await fetcher.fetch(request).status == 200)
        #expect(try await fetcher.fetch(request).status == 200)
        #expect(server.connectionCount == 1)
        request.policy = .publicAddresses()
        await #expect(throws: FetchFailure(.forbiddenAddress)) { try await fetcher.fetch(request) }
        #expect(server.requestCount == 2)
    }
}
