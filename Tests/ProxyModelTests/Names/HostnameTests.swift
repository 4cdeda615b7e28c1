import ProxyModel
import Testing

@Suite struct HostnameTests {
    @Test(arguments: [
        ("a.test", "a.test"), ("A.Test.", "a.test"), ("localhost", "localhost"), ("a_b.test", "a_b.test"),
        ("bücher.test", "xn--bcher-kva.test"), ("BÜCHER.test", "xn--bcher-kva.test"), ("127.0.0.1", "127.0.0.1"),
        ("xn--bcher-kva.test", "xn--bcher-kva.test"), ("straße.test", "xn--strae-oqa.test"),
    ])
    func `brings names into canonical form`(text: String, canonical: String) throws {
        #expect(try Hostname(text).text == canonical)
    }

    @Test(
        arguments: [
            ("", .empty), (".", .empty), ("a..b", .emptyLabel), (".a", .emptyLabel), ("-a", .labelHyphen("-a")),
            ("a-.b", .labelHyphen("a-")), ("a b", .character(" ", label: "a b")),
            ("a/b", .character("/", label: "a/b")),
            ("ﬀ.test", .notNormal("ﬀ", label: "ﬀ")), ("ⓐb.test", .notNormal("ⓐ", label: "ⓐb")),
            ("bu\u{308}cher.test", .notNormal("\u{308}", label: "bu\u{308}cher")),
            (String(repeating: "a", count: 64), .labelTooLong(String(repeating: "a", count: 64))),
            (String(repeating: "a.", count: 126) + "aa", .tooLong(254)),
        ] as [(String, HostnameProblem)])
    func `says what is wrong`(text: String, problem: HostnameProblem) {
        #expect(throws: problem) { try Hostname(text) }
    }

    @Test func `a pattern is a host, a wildcard or everything`() throws {
        #expect(try HostPattern("*") == .any)
        #expect(try HostPattern("*.A.test") == .wildcard(Hostname("a.test")))
        #expect(try HostPattern("a.test") == .exact(Hostname("a.test")))
        for text in ["a.*", "*a.test", "a.*.test", "**", "*."] {
            #expect(throws: HostnameProblem.self) { try HostPattern(text) }
        }
    }

    @Test(arguments: [
        ("localhost", true), ("demo.localhost", true), ("*.localhost", true), ("notlocalhost", false),
        ("localhost.example", false), ("*", false),
    ])
    func `knows what lies below localhost`(text: String, expected: Bool) throws {
        #expect(try HostPattern(text).isLocalhost == expected)
    }
}
