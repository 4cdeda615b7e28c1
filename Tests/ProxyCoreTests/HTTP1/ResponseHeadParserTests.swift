import ProxyCore
import Testing

@Suite struct ResponseHeadParserTests {
    private func outcome(_ raw: Octets) -> ParseOutcome { raw.parseResponse(to: .get, into: ResponseHead()) }

    @Test func `takes a head apart`() throws {
        let response = try #require(
            ParsedResponse(
                """
                HTTP/1.1 200 All right\r
                Server: x\r
                Content-Length: 5\r
                Connection: keep-alive, x-secret\r
                X-Secret: 1\r
                Set-Cookie: a=b\r
                \r

                """))
        #expect(response.status == 200)
        #expect(response.reason == "All right")
        #expect(response.framing == .length(5))
        #expect(response.keepAlive)
        #expect(response.fields == ["Server: x", "Set-Cookie: a=b"])
    }

    @Test(arguments: [
        ("HTTP/1.1 200 OK\r\nContent-Length: 5", HTTPMethod.get, BodyFraming.length(5), true),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked", .get, .chunked, true),
        ("HTTP/1.1 200 OK", .get, .untilClose, false),
        ("HTTP/1.0 200 OK", .get, .untilClose, false),
        ("HTTP/1.0 200 OK\r\nContent-Length: 5", .get, .length(5), false),
        ("HTTP/1.0 200 OK\r\nContent-Length: 5\r\nConnection: keep-alive", .get, .length(5), true),
        ("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close", .get, .length(5), false),
        ("HTTP/1.1 200 OK\r\nContent-Length: 5", .head, .none, true),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked", .head, .none, true),
        ("HTTP/1.1 200 OK", .head, .none, true),
        ("HTTP/1.1 204 No Content", .get, .none, true),
        ("HTTP/1.1 304 Not Modified\r\nContent-Length: 5", .get, .none, true),
        ("HTTP/1.1 100 Continue", .post, .none, true),
        ("HTTP/1.1 103 Early Hints", .get, .none, true),
        ("HTTP/1.1 205 Reset Content\r\nContent-Length: 0", .get, .length(0), true),
        ("HTTP/1.1 200\r\nContent-Length: 0", .get, .length(0), true),
        ("HTTP/1.1 200 \r\nContent-Length: 0", .get, .length(0), true),
        ("HTTP/1.1 999 \u{e4} ?\tx\r\nContent-Length: 0", .get, .length(0), true),
    ])
    func `frames the content`(_ head: String, _ method: HTTPMethod, _ framing: BodyFraming, _ persists: Bool) throws {
        let response = try #require(ParsedResponse(Octets(head + "\r\n\r\n"), to: method))
        #expect(response.framing == framing)
        #expect(response.keepAlive == persists)
    }

    @Test(arguments: [
        ("HTTP/1.1 200 OK", HTTPMethod.head, true), ("HTTP/1.1 304 Not Modified", .get, true),
        ("HTTP/1.1 204 No Content", .get, false), ("HTTP/1.1 103 Early Hints", .get, false),
        ("HTTP/1.1 200 OK", .get, false),
    ])
    func `keeps Content-Length as a field only where it tells what a GET would bring`(
        _ line: String, _ method: HTTPMethod, _ kept: Bool
    ) throws {
        let response = try #require(ParsedResponse(Octets(line + "\r\nContent-Length: 7\r\n\r\n"), to: method))
        #expect(response.fields == (kept ? ["Content-Length: 7"] : []))
    }

    @Test func `recognises a switch of protocols`() throws {
        let head = ResponseHead()
        let raw: Octets = "HTTP/1.1 101 Switching\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nX: 1\r\n\r\n"
        #expect(raw.parseResponse(to: .get, into: head) == .complete(raw.bytes.count))
        #expect(head.isUpgrade)
        #expect(!head.is1xx)
        #expect(ParsedResponse(head).upgrade == "websocket")
        #expect(ParsedResponse(head).fields == ["X: 1"])
    }

    @Test(
        arguments: [
            ("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked", .contentLengthWithTransferEncoding),
            ("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 5", .repeatedContentLength),
            ("HTTP/1.1 200 OK\r\nContent-Length: +2", .invalidContentLength),
            ("HTTP/1.1 200 OK\r\nContent-Length: 5, 5", .invalidContentLength),
            ("HTTP/1.1 200 OK\r\nTransfer-Encoding: xchunked", .unknownTransferCoding),
            ("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip", .invalidTransferEncoding),
            ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked", .repeatedTransferEncoding),
            ("HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked", .transferEncodingInHTTP10),
            ("HTTP/1.1 304 x\r\nContent-Length: x", .invalidContentLength),
            ("HTTP/1.1 200 OK\r\nConnection: content-length", .connectionNamesFraming),
            ("HTTP/1.1 200 OK\r\nX: a\0b", .controlByte), ("HTTP/1.1 200 OK\r\nX: a\nb", .bareLF),
            ("HTTP/1.1 200 OK\r\nX: a\rb", .bareCR), ("HTTP/1.1 200 OK\r\nX: a\r\n b", .obsoleteFold),
            ("HTTP/1.1 200 OK\r\nX : a", .spaceBeforeColon), ("HTTP/1.1 200 OK\r\nX", .missingColon),
            ("HTTP/1.1 2000 OK", .malformedStatusLine), ("HTTP/1.1 20 OK..", .malformedStatusLine),
            ("HTTP/1.1 099 OK", .malformedStatusLine), ("HTTP/1.1 2x0 OK", .malformedStatusLine),
            ("HTTP/1.1  200 OK", .malformedStatusLine), ("HTTP/1.1\t200 OK", .malformedStatusLine),
            ("HTTP/1.1 200\tOK", .malformedStatusLine), ("HTTP/2.0 200 OK", .malformedStatusLine),
            ("HTTP/1.2 200 OK", .malformedStatusLine), ("http/1.1 200 OK", .malformedStatusLine),
            ("ICY 200 OK......", .malformedStatusLine), ("\r\nHTTP/1.1 200 OK", .malformedStatusLine),
            ("<html>garbage</html>", .malformedStatusLine), ("SSH-2.0-x", .malformedStatusLine),
            ("x", .malformedStatusLine),
            ("HTTP/1.1 200 O\0K", .controlByte), ("HTTP/1.1 200 OK\nX: y", .bareLF), ("HTTP/1.1 200\nX: y", .bareLF),
            ("HTTP/1.1 200 OK\rX: y", .bareCR),
        ] as [(String, HTTP1Rejection)])
    func `refuses what could be read in two ways`(_ head: String, _ rejection: HTTP1Rejection) {
        #expect(self.outcome(Octets(head + "\r\n\r\n")) == .rejected(rejection))
    }

    @Test func `waits for every byte`() {
        let raw: Octets = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"
        for count in 0..<raw.bytes.count {
            #expect(self.outcome(Octets(Array(raw.bytes.prefix(count)))) == .incomplete)
        }
    }

    @Test func `refuses a head above the limit, complete or not`() {
        let value = String(repeating: "v", count: 70_000)
        #expect(self.outcome(Octets("HTTP/1.1 200 OK\r\nX: \(value)\r\n\r\n")) == .rejected(.headTooLarge))
        #expect(self.outcome(Octets("HTTP/1.1 200 OK\r\nX: \(value)")) == .rejected(.headTooLarge))
        #expect(self.outcome(Octets("HTTP/1.1 200 \(value)\r\n\r\n")) == .rejected(.headTooLarge))
    }

    @Test func `keeps names with underscores in responses`() throws {
        let response = try #require(ParsedResponse("HTTP/1.1 204 x\r\nmy_name: 1\r\n\r\n"))
        #expect(response.fields == ["my_name: 1"])
    }
}
