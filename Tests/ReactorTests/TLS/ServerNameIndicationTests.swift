import Testing

@testable import Reactor

@Suite struct ServerNameIndicationTests {
    @Test(arguments: [
        ("example.com", "example.com"), ("WWW.Example.COM", "www.example.com"), ("example.com.", "example.com"),
        ("xn--mnchen-3ya.example", "xn--mnchen-3ya.example"), ("a_b.example", "a_b.example"),
        ("localhost", "localhost"),
        ("1.2.3", "1.2.3"), ("1.2.3.example", "1.2.3.example"),
    ])
    func `takes a host name in lower case`(text: String, expected: String) {
        #expect(parse(text) == .name(expected))
    }

    @Test(arguments: ["127.0.0.1", "10.0.0.1", "::1", "2001:db8::1"])
    func `takes an address for no name`(text: String) {
        #expect(parse(text) == .absent)
    }

    @Test(arguments: [
        ".", "..", ".example", "a..b", "-a.example", "a-.example", "a.-b", "a.example-", "a b", "a/b", "a\0b",
        "é.example",
        "*.example.com", String(repeating: "a", count: 64), String(repeating: "a.", count: 126) + "aa",
    ])
    func `takes nothing else`(text: String) {
        #expect(parse(text) == .malformed)
    }

    @Test func `takes the longest name and label there are`() {
        let label = String(repeating: "a", count: 63)
        let name = "\(label).\(label).\(label).\(String(repeating: "b", count: 61))"
        #expect(name.utf8.count == 253)
        #expect(parse(name) == .name(name))
        #expect(parse(name + "b") == .malformed)
    }

    @Test(arguments: [
        [], [0], [0, 0, 0, 0], [0, 4, 0, 0, 1], [0, 4, 1, 0, 1, 97], [0, 4, 0, 0, 2, 97], [0, 5, 0, 0, 1, 97],
        [0, 8, 0, 0, 1, 97, 0, 0, 1, 98], [0, 3, 0, 0, 0], [255, 255, 0, 255, 255, 97],
    ])
    func `refuses an extension that is not one name of its length`(body: [UInt8]) {
        #expect(ServerNameIndication(extensionBody: body.span) == .malformed)
    }

    @Test func `reads a whole extension`() {
        let body: [UInt8] = [0, 6, 0, 0, 3, 97, 46, 66]
        #expect(ServerNameIndication(extensionBody: body.span) == .name("a.b"))
    }

    private func parse(_ text: String) -> ServerNameIndication {
        ServerNameIndication(hostName: Array(text.utf8).span)
    }
}
