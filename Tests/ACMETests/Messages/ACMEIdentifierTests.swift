import ACME
import ProxyModel
import Testing

@Suite struct `ACME identifier` {
    @Test(arguments: [
        ("Example.COM", ACMEIdentifier.dns("example.com")), ("*.example.com", .dns("*.example.com")),
        ("bücher.example", .dns("xn--bcher-kva.example")), ("192.0.2.7", .ip("192.0.2.7")),
        ("2001:DB8:0:0::1", .ip("2001:db8::1")), ("[2001:db8::1]", .ip("2001:db8::1")),
    ])
    func `reads names as people write them`(_ name: String, _ identifier: ACMEIdentifier) {
        #expect(ACMEIdentifier(name: name) == identifier)
    }

    @Test(arguments: ["", "*", "a..b", "-a.example", "*.*.example", "a b", "192.0.2.7/24"])
    func `refuses what is no name`(_ name: String) {
        #expect(ACMEIdentifier(name: name) == nil)
    }

    @Test func `reads what it writes`() throws {
        for name in ["example.com", "*.example.com", "192.0.2.7", "2001:db8::1"] {
            let identifier = try #require(ACMEIdentifier(name: name))
            #expect(try ACMEIdentifier(json: identifier.json) == identifier)
        }
    }

    @Test(
        arguments: [
            [:], ["type": "dns"], ["type": "dns", "value": "192.0.2.7"], ["type": "ip", "value": "example.com"],
            ["type": "email", "value": "example.com"], ["type": "dns", "value": 1], "text",
        ] as [JSONValue])
    func `refuses identifiers of other types`(_ json: JSONValue) {
        #expect(throws: ACMEFailure.self) { try ACMEIdentifier(json: json) }
    }
}
