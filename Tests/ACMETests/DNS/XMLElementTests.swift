import Testing

@testable import ACME

@Suite struct `Reading XML` {
    private func parse(_ text: String) -> XMLElement? { XMLElement(parsing: Array(text.utf8)) }

    @Test func `gives elements and their text`() throws {
        let root = try #require(
            parse(
                """
                <?xml version="1.0"?>
                <!-- a <comment> -->
                <a:Root xmlns:a="x"><Item n="1">one</Item><Empty/><Item>t&lt;w&#111;&#x26;</Item></a:Root>
                """))
        #expect(root.name == "Root")
        #expect(root.all("Item").map(\.text) == ["one", "t<wo&"])
        #expect(root["Empty"]?.text == "" && root["Other"] == nil)
    }

    @Test(arguments: [
        "", "text", "<a>", "<a></b>", "<a><b></a></b>", "</a>", "<a>&nbsp;</a>", "<a>&#xD800;</a>", "<a>&</a>",
        "<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>", "<", "<>", "<a", "<a><!-- </a>", "<?xml", "<a>&#99999999999;</a>",
    ])
    func `takes nothing else`(_ text: String) {
        #expect(parse(text) == nil)
    }

    @Test func `does not follow any depth`() {
        func nested(_ depth: Int) -> String {
            String(repeating: "<a>", count: depth) + String(repeating: "</a>", count: depth)
        }
        #expect(parse(nested(32)) != nil)
        #expect(parse(nested(33)) == nil)
        #expect(parse(String(repeating: "<a>", count: 100_000)) == nil)
    }

    @Test func `escapes what would be markup`() {
        #expect(XMLElement.escaped("<a & b>") == "&lt;a &amp; b&gt;")
    }
}
