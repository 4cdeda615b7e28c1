import ACME
import ProxyModel
import Testing

@Suite struct `Damaged messages` {
    private static let messages = [
        """
        {"status":"valid","expires":"2026-01-05T14:09:07Z","identifiers":[{"type":"dns","value":"a.example"}],
        "authorizations":["https://ca.test/1"],"finalize":"https://ca.test/f","certificate":"https://ca.test/c"}
        """,
        """
        {"status":"pending","identifier":{"type":"ip","value":"2001:db8::1"},"challenges":[{"type":"http-01",
        "url":"https://ca.test/c","token":"abc","error":{"type":"about:blank","subproblems":[{"detail":"x"}]}}]}
        """,
        """
        {"newNonce":"n","newAccount":"a","newOrder":"o","revokeCert":"r","keyChange":"k","meta":{"profiles":{"a":"b"}}}
        """,
        """
        {"suggestedWindow":{"start":"2026-01-02T04:00:00Z","end":"9999-12-31T23:59:60Z"},"explanationURL":"u"}
        """,
    ]

    @Test(arguments: messages) func `never trap`(_ message: String) {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<2_000 {
            var bytes = Array(message.utf8)
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                let index = Int.random(in: 0..<bytes.count, using: &generator)
                switch Int.random(in: 0..<3, using: &generator) {
                case 0: bytes[index] = UInt8.random(in: 0...255, using: &generator)
                case 1: bytes.remove(at: index)
                default: bytes.insert(Array("{}[]\",:9-".utf8).randomElement(using: &generator) ?? 0, at: index)
                }
            }
            guard let json = try? JSONValue(parsing: bytes) else { continue }
            _ = try? ACMEOrder(json: json, url: "u")
            _ = try? ACMEAuthorization(json: json, url: "u")
            _ = try? ACMEDirectory(json: json)
            _ = try? RenewalWindow(json: json)
            _ = ACMEProblem(json: json).description
        }
    }
}
