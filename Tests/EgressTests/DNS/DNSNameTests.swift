import Egress
import Testing

@Suite struct `Domain names` {
    @Test(arguments: [
        ("Example.COM.", "example.com"), ("_acme-challenge.a", "_acme-challenge.a"), (".", ""), ("*.a", "*.a"),
    ])
    func `have one form`(_ text: String, _ canonical: String) {
        #expect(DNSName.canonical(text) == canonical)
    }

    @Test(arguments: [
        "", "..", ".a", "a..b", "a b", "a\u{0}", "a\\.b", "a;b", "\"a\"", "ü.de", String(repeating: "a", count: 64),
        Array(repeating: String(repeating: "a", count: 49), count: 6).joined(separator: "."),
    ])
    func `are nothing else`(_ text: String) {
        #expect(DNSName.canonical(text) == nil)
    }

    @Test func `are above one another`() {
        #expect(DNSName.parent("a.b.c") == "b.c" && DNSName.parent("c") == "" && DNSName.parent("") == nil)
        #expect(DNSName.isName("a.b", in: "b") && DNSName.isName("b", in: "b") && DNSName.isName("b", in: ""))
        #expect(!DNSName.isName("ab", in: "b") && !DNSName.isName("b", in: "a.b"))
    }
}
