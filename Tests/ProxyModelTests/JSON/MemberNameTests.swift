import Testing

@testable import ProxyModel

/// Which names a careless reader of JSON takes for others.
@Suite struct MemberNameTests {
    @Test(arguments: [
        ("Name", "name"), ("NAME", "name"), ("name", "Name"), ("argument\u{17F}", "arguments"), ("\u{212A}ey", "key"),
        ("\u{212A}ey", "KEY"), ("na\0me", "name"), ("\0NAME\0\0", "name"), ("name", "na\0me"),
    ])
    func `another spelling`(name: String, known: String) { #expect(MemberName.isVariant(name, of: known)) }

    @Test(arguments: [
        ("name", "name"), ("names", "name"), ("nam", "name"), ("", "name"), (" name", "name"), ("n\u{E4}me", "name"),
        ("\u{C4}", "\u{E4}"), ("[", "{"), ("@", "`"), ("", ""), ("\u{212A}", "\u{212A}"),
    ])
    func `the same, or another name`(name: String, known: String) { #expect(!MemberName.isVariant(name, of: known)) }

    @Test func `one member is enough`() {
        let object: JSONObject = ["id": 1, "method": "ping", "Method": "x"]
        #expect(MemberName.areAmbiguous(["id", "method"], in: object))
        #expect(!MemberName.areAmbiguous(["id"], in: object))
        #expect(!MemberName.areAmbiguous(["id", "method"], in: ["id": 1, "method": "ping", "meta": 1]))
    }
}
