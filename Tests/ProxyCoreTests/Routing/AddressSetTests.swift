import ProxyModel
import Reactor
import Testing

@testable import ProxyCore

struct `Address sets` {
    private func set(_ blocks: String...) -> AddressSet { AddressSet(blocks.compactMap { AddressBlock($0) }) }

    @Test(arguments: [
        ("10.0.0.0", true), ("10.255.255.255", true), ("9.255.255.255", false), ("11.0.0.0", false),
        ("192.0.2.7", true), ("192.0.2.8", false), ("2001:db8:1::", true), ("2001:db8:2::", false),
        ("::ffff:10.1.2.3", true), ("::10.1.2.3", false),
    ])
    func `holds the addresses of its blocks`(text: String, isIn: Bool) throws {
        let set = set("10.0.0.0/8", "192.0.2.7", "2001:db8:1::/48")
        #expect(set.contains(try #require(IPAddress(text))) == isIn)
    }

    @Test(arguments: ["0.0.0.0/0", "::/0", "::ffff:0:0/96"])
    func `whole families`(block: String) throws {
        let set = set(block)
        #expect(set.contains(try #require(IPAddress("0.0.0.0"))))
        #expect(set.contains(try #require(IPAddress("255.255.255.255"))))
        #expect(set.contains(try #require(IPAddress("2001:db8::1"))) == (block == "::/0"))
        #expect(set.contains(try #require(IPAddress("::"))) == (block == "::/0"))
    }

    @Test func `blocks that overlap, touch or repeat make no hole`() throws {
        let set = set("10.0.0.0/9", "10.128.0.0/9", "10.1.0.0/16", "10.1.0.0/16", "ffff::/16", "ffff:ffff::/32")
        for text in ["10.0.0.0", "10.127.255.255", "10.128.0.0", "10.200.1.1", "10.255.255.255", "ffff:ffff::1"] {
            #expect(set.contains(try #require(IPAddress(text))), "\(text)")
        }
        #expect(!set.contains(try #require(IPAddress("11.0.0.0"))))
    }

    @Test func `an empty set holds nothing`() throws {
        #expect(set().isEmpty)
        #expect(!set().contains(try #require(IPAddress("127.0.0.1"))))
    }

    @Test(arguments: 1...4 as ClosedRange<UInt64>)
    func `agrees with a look at every block`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let blocks = (0..<40).compactMap { _ in
            AddressBlock(
                "10.\(Int.random(in: 0..<4, using: &random)).\(Int.random(in: 0..<256, using: &random)).0/"
                    + "\(Int.random(in: 14...32, using: &random))")
        }
        let set = AddressSet(blocks)
        for _ in 0..<2_000 {
            let bits = 0x0A00_0000 | UInt32.random(in: 0..<0x0005_0000, using: &random)
            let expected = blocks.contains { block in
                let first = block.address.reduce(0) { $0 << 8 | UInt32($1) }
                return bits >= first && UInt64(bits) < UInt64(first) + 1 << UInt64(32 - block.prefixLength)
            }
            #expect(set.contains(IPAddress(v4: bits)) == expected)
        }
    }
}

struct `Address rules` {
    private func rule(allow: [String] = [], deny: [String] = []) -> AddressRule? {
        var traffic = TrafficPolicy()
        traffic.addressAllow = allow
        traffic.addressDeny = deny
        return AddressRule(traffic)
    }

    @Test func `without lists there is no rule`() { #expect(rule() == nil) }

    @Test func `a denied address is not served although it is allowed`() throws {
        let rule = try #require(self.rule(allow: ["10.0.0.0/8"], deny: ["10.1.0.0/16"]))
        #expect(rule.admits(try #require(IPAddress("10.2.0.1"))))
        #expect(!rule.admits(try #require(IPAddress("10.1.0.1"))))
        #expect(!rule.admits(try #require(IPAddress("192.0.2.1"))))
    }

    @Test func `with denied addresses alone everybody else is served`() throws {
        let rule = try #require(self.rule(deny: ["10.1.0.0/16"]))
        #expect(rule.admits(try #require(IPAddress("2001:db8::1"))))
        #expect(!rule.admits(try #require(IPAddress("10.1.0.1"))))
    }

    @Test(arguments: [(["nonsense"], []), ([], ["10.0.0.0/33"]), (["10.0.0.0/8"], [""])])
    func `a block that cannot be read closes the proxy`(allow: [String], deny: [String]) throws {
        #expect(!(try #require(self.rule(allow: allow, deny: deny))).admits(try #require(IPAddress("10.0.0.1"))))
    }
}
