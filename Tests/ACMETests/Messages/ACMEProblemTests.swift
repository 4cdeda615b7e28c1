import ACME
import ProxyModel
import Testing

@Suite struct `ACME problem` {
    @Test func `keeps what the authority says of each identifier`() throws {
        let json = try JSONValue(
            parsing: Array(
                """
                {"type": "urn:ietf:params:acme:error:compound", "detail": "two errors", "instance": "https://ca.test/why",
                 "subproblems": [
                  {"type": "urn:ietf:params:acme:error:caa", "detail": "forbidden",
                   "identifier": {"type": "dns", "value": "a.example"}},
                  {"type": "urn:ietf:params:acme:error:dns", "detail": "SERVFAIL"}]}
                """.utf8))
        let problem = ACMEProblem(json: json, status: 403, retryAfter: 5_000)
        #expect(problem.kind == .compound)
        #expect(problem.subproblems.map(\.identifier) == [.dns("a.example"), nil])
        #expect(problem.instance == "https://ca.test/why")
        #expect(problem.description == "compound: two errors (a.example: forbidden; ?: SERVFAIL)")
        #expect(problem.retryAfter == 5_000)
    }

    @Test(arguments: ["{}", "[]", "1", #"{"type": 1, "detail": {}, "subproblems": "x"}"#])
    func `is empty where the document is no problem`(_ text: String) throws {
        let problem = ACMEProblem(json: try JSONValue(parsing: Array(text.utf8)), status: 502)
        #expect(problem == ACMEProblem(type: "about:blank", detail: "", status: 502))
        #expect(problem.description == "the authority answered HTTP 502")
    }

    @Test func `has no control characters and no endless words`() {
        let words = "one\r\ntwo\u{1B}[31m\u{202E}" + String(repeating: "x", count: 100_000)
        let problem = ACMEProblem(json: ["type": "about:blank", "detail": .string(words)])
        #expect(problem.detail.hasPrefix("one  two [31m x"))
        #expect(problem.detail.unicodeScalars.count == 2_000)
    }

    @Test func `knows what can be waited for`() {
        #expect(ACMEProblem(.badNonce, detail: "").isBadNonce)
        #expect(ACMEProblem(.rateLimited, detail: "", status: 400).isRateLimited)
        #expect(ACMEProblem(type: "about:blank", detail: "", status: 503).isRateLimited)
        #expect(ACMEProblem(type: "about:blank", detail: "", status: 500).isTemporary)
        #expect(!ACMEProblem(.malformed, detail: "", status: 400).isTemporary)
        #expect(ACMEProblem(.alreadyReplaced, detail: "").isAlreadyReplaced)
        #expect(ACMEProblem(type: "urn:example:badNonce", detail: "", status: 400).kind == nil)
    }
}
