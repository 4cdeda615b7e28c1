import Testing

@testable import ACME

@Suite struct `Link field` {
    @Test func `gives the targets of one relation in their order`() {
        let values = [
            #"<https://ca.test/1>;rel="alternate", <https://ca.test/up>; rel=up"#,
            #"<https://ca.test/2> ; title="x" ; REL="other Alternate""#, "<https://ca.test/dir>;rel=\"index\"",
        ]
        #expect(LinkField.targets("alternate", in: values) == ["https://ca.test/1", "https://ca.test/2"])
        #expect(LinkField.targets("up", in: values) == ["https://ca.test/up"])
    }

    @Test(arguments: ["", "<", ">", "<a", "<a>", "<a>;rel", "<a>;rel=", "a;rel=alternate", "<<<<", ";;;rel=alternate"])
    func `gives nothing for what is no link`(_ value: String) {
        #expect(LinkField.targets("alternate", in: [value]) == [])
    }

    @Test func `is bounded`() {
        let many = String(repeating: "<a>;rel=alternate,", count: 1_000)
        #expect(LinkField.targets("alternate", in: [many]).count == 32)
    }
}
