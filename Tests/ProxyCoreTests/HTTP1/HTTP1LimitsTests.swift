import ProxyCore
import Testing

@Suite struct HTTP1LimitsTests {
    private var limits: HTTP1Limits {
        var limits = HTTP1Limits()
        limits.startLineBytes = 64
        limits.headBytes = 256
        limits.fieldLines = 4
        limits.cookieLines = 3
        return limits
    }

    private func outcome(_ text: String) -> ParseOutcome {
        Octets(text).parseRequest(into: RequestHead(), limits: self.limits)
    }

    @Test func `accepts a request line of exactly the limit and refuses one byte more`() {
        let path = "/" + String(repeating: "a", count: 64 - "GET / HTTP/1.1\r\n".utf8.count)
        let rest = " HTTP/1.1\r\nHost: h\r\n\r\n"
        #expect(self.outcome("GET \(path)\(rest)") == .complete(64 + 11))
        #expect(self.outcome("GET \(path)a\(rest)") == .rejected(.requestLineTooLong))
    }

    @Test func `refuses a request line that does not end within the limit`() {
        let line = "GET /" + String(repeating: "a", count: 80)
        #expect(self.outcome(String(line.prefix(63))) == .incomplete)
        #expect(self.outcome(String(line.prefix(64))) == .rejected(.requestLineTooLong))
    }

    @Test func `accepts a head of exactly the limit and refuses one byte more`() {
        let start = "GET / HTTP/1.1\r\nHost: h\r\nX: "
        let value = String(repeating: "v", count: 256 - start.utf8.count - 4)
        #expect(self.outcome(start + value + "\r\n\r\n") == .complete(256))
        #expect(self.outcome(start + value + "v\r\n\r\n") == .rejected(.headTooLarge))
        #expect(self.outcome(start + String(repeating: "v", count: 300)) == .rejected(.headTooLarge))
    }

    @Test func `counts cookies apart from other lines`() {
        func head(lines: Int, cookies: Int) -> String {
            "GET / HTTP/1.1\r\nHost: h\r\n" + String(repeating: "X: y\r\n", count: lines - 1)
                + String(repeating: "Cookie: a\r\n", count: cookies) + "\r\n"
        }
        let fitting = head(lines: 4, cookies: 3)
        #expect(self.outcome(fitting) == .complete(fitting.utf8.count))
        #expect(self.outcome(head(lines: 5, cookies: 0)) == .rejected(.tooManyFieldLines))
        #expect(self.outcome(head(lines: 4, cookies: 4)) == .rejected(.tooManyCookieLines))
    }

    @Test func `takes more lines than the table holds at rest`() throws {
        let names = (0..<99).map { "X-\($0)" }
        let raw = "GET / HTTP/1.1\r\nHost: h\r\n" + names.map { $0 + ": v\r\n" }.joined() + "\r\n"
        let request = try #require(ParsedRequest(Octets(raw)))
        #expect(request.fields == ["Host: h"] + names.map { $0 + ": v" })
    }

    @Test(arguments: HTTP1Rejection.allCases)
    func `gives every rejection an error status and a code of its own`(_ rejection: HTTP1Rejection) {
        #expect([400, 414, 417, 431, 501, 505].contains(rejection.status))
        #expect(HTTP1Rejection.allCases.filter { "\($0.code)" == "\(rejection.code)" }.count == 1)
    }

    @Test func `answers with the status that the reason calls for`() {
        #expect(HTTP1Rejection.requestLineTooLong.status == 414)
        #expect(HTTP1Rejection.headTooLarge.status == 431)
        #expect(HTTP1Rejection.tooManyFieldLines.status == 431)
        #expect(HTTP1Rejection.unknownTransferCoding.status == 501)
        #expect(HTTP1Rejection.connectNotImplemented.status == 501)
        #expect(HTTP1Rejection.unsupportedVersion.status == 505)
        #expect(HTTP1Rejection.unknownExpectation.status == 417)
        #expect(HTTP1Rejection.contentLengthWithTransferEncoding.status == 400)
    }
}
