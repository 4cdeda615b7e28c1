import Reactor
import Testing

@Suite struct IPAddressTests {
    @Test(arguments: [
        ("0.0.0.0", "0.0.0.0"), ("255.255.255.255", "255.255.255.255"), ("10.20.30.40", "10.20.30.40"),
        ("100.9.0.199", "100.9.0.199"), ("::", "::"), ("::1", "::1"), ("2001:DB8:0:0:0:0:0:1", "2001:db8::1"),
        ("fe80::1:0:0:1", "fe80::1:0:0:1"), ("::ffff:192.0.2.1", "192.0.2.1"), ("::ffff:c000:201", "192.0.2.1"),
        ("1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8"),
        ("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"),
    ])
    func `reads and writes the canonical form`(_ text: String, _ canonical: String) throws {
        let address = try #require(IPAddress(text))
        #expect(address.description == canonical)
        #expect(IPAddress(address.description) == address)
    }

    @Test(arguments: [
        "", " ", "1", "1.2.3", "1.2.3.4.5", "256.1.1.1", "01.2.3.4", "1.2.3.4 ", " 1.2.3.4", "0x1.2.3.4", "1.2.3.-4",
        "1.2.3.4/8", "[::1]", "::1%eth0", "fe80::1%1", ":::", "1::2::3", "g::", "12345::", "::ffff:1.2.3.256",
        "1.2.3.4\u{0}", "1.2.3.4\u{0}.evil.test", "::1\u{0}x", "１.2.3.4", "localhost",
        "0000:0000:0000:0000:0000:0000:0000:0000:0000:0000",
    ])
    func `refuses what is no address`(_ text: String) { #expect(IPAddress(text) == nil) }

    @Test func `a mapped address is the IPv4 address`() throws {
        #expect(IPAddress("::ffff:127.0.0.1") == IPAddress("127.0.0.1"))
        #expect(try #require(IPAddress("127.0.0.1")).isV4)
        #expect(try #require(IPAddress("::127.0.0.1")).isV4 == false)
        #expect(IPAddress(v4: 0x7F00_0001).v4Bits == 0x7F00_0001)
    }

    @Test(arguments: [
        ("127.0.0.1", true), ("127.255.0.9", true), ("128.0.0.1", false), ("::1", true), ("::2", false), ("::", false),
        ("1::1", false), ("0.0.0.0", false),
    ])
    func `knows loopback`(_ text: String, _ expected: Bool) throws {
        #expect(try #require(IPAddress(text)).isLoopback == expected)
    }

    @Test func `any 128 bits survive the text`() throws {
        var generator = SeededGenerator(7)
        for _ in 0..<2000 {
            // Runs of zeros are what the text is compressed by.
            let masks: [UInt64] = [.max, 0xFFFF_0000_FFFF_0000, 0xFFFF, 0]
            let high = generator.next() & (masks.randomElement(using: &generator) ?? 0)
            let low = generator.next() & (masks.randomElement(using: &generator) ?? 0)
            let address = IPAddress(high: high, low: low)
            #expect(IPAddress(address.description) == address)
        }
    }

    @Test func `writes nothing into a buffer that is too small`() {
        var buffer = [UInt8](repeating: 0, count: 45)
        let length = unsafe buffer.withUnsafeMutableBufferPointer { unsafe IPAddress(v4: 1).write(into: $0) }
        #expect(length == 0)
    }
}
