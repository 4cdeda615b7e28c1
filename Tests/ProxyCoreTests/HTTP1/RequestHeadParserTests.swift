import ProxyCore
import Testing

@Suite struct RequestHeadParserTests {
    @Test(arguments: RequestCorpus.all)
    func `decides every head of the corpus`(_ example: RequestCase) {
        let head = RequestHead()
        switch (example.raw.parseRequest(into: head), example.expectation) {
        case (.complete(let length), .accepted(let framing)):
            #expect(length == example.raw.bytes.count)
            #expect(head.framing == framing)
        case (.rejected(let actual), .rejected(let expected)):
            #expect(actual == expected)
        case (let outcome, _):
            Issue.record("\(outcome) instead of \(example.expectation)")
        }
    }

    @Test(arguments: RequestCorpus.all)
    func `decides the same when every byte arrives alone`(_ example: RequestCase) {
        let whole = RequestHead()
        let trickled = RequestHead()
        switch (example.raw.parseRequest(into: whole), example.raw.parseRequestByteByByte(into: trickled)) {
        case (.complete(let first), .complete(let second)):
            #expect(first == second)
            #expect(ParsedRequest(whole) == ParsedRequest(trickled))
        case (.rejected(let first), .rejected(let second)):
            #expect(first == second)
        case (.rejected, .incomplete):
            // Refused when the head ends or its deadline passes; nothing of it is used before.
            break
        case (let first, let second):
            Issue.record("\(first) and \(second)")
        }
    }

    @Test(arguments: RequestCorpus.accepted)
    func `waits for every byte of an accepted head`(_ example: RequestCase) {
        for count in 0..<example.raw.bytes.count {
            #expect(Octets(Array(example.raw.bytes.prefix(count))).requestOutcome == .incomplete)
        }
    }

    @Test func `leaves what follows the head alone`() {
        let raw: Octets = "GET / HTTP/1.1\r\nHost: h\r\n\r\nGET /next"
        #expect(raw.requestOutcome == .complete(raw.bytes.count - 9))
    }

    @Test func `takes a head apart`() throws {
        let request = try #require(
            ParsedRequest(
                """
                PATCH /a/b?c=d&e HTTP/1.1\r
                Host: Example.COM.:8443\r
                X-One: 1\r
                Connection: keep-alive\r
                Content-Length: 12\r
                TE: deflate, Trailers\r
                Cookie: a=b\r
                \r

                """))
        #expect(request.method == .patch)
        #expect(request.target == "/a/b?c=d&e")
        #expect(request.receivedTarget == "/a/b?c=d&e")
        #expect(request.path == "/a/b")
        #expect(request.query == "c=d&e")
        #expect(request.host == "example.com")
        #expect(request.port == 8443)
        #expect(request.framing == .length(12))
        #expect(request.flags == [.keepAlive, .acceptsTrailers, .hasQuery])
        #expect(request.fields == ["Host: Example.COM.:8443", "X-One: 1", "Cookie: a=b"])
    }

    @Test func `survives the reuse of its object`() throws {
        let head = RequestHead()
        let first: Octets = """
            GET http://[2001:DB8::1]:81/%7e?x HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: upgrade, x\r
            X: 1\r\n\r\n
            """
        _ = first.parseRequest(into: head)
        let second: Octets = "GET / HTTP/1.0\r\n\r\n"
        _ = second.parseRequest(into: head)
        #expect(ParsedRequest(head) == ParsedRequest(second))
        #expect(head.host.isEmpty)
    }

    @Test func `keeps an unknown method as it was spelled`() throws {
        let request = try #require(ParsedRequest("M-SEARCH / HTTP/1.1\r\nHost: h\r\n\r\n"))
        #expect(request.method == .other)
        #expect(request.methodToken == "M-SEARCH")
    }

    @Test(arguments: HTTPMethod.allCases.filter { $0 != .other && $0 != .connect })
    func `knows the method`(_ method: HTTPMethod) throws {
        let request = try #require(ParsedRequest(Octets("\(method.token) / HTTP/1.1\r\nHost: h\r\n\r\n")))
        #expect(request.method == method)
    }
}

@Suite struct RequestTargetTests {
    @Test(arguments: [
        ("/", "/", "", false), ("/a?", "/a", "", true), ("/a?b?c", "/a", "b?c", true),
        ("/%7Euser/%41%2d?%7E", "/~user/A-", "%7E", true), ("/a/./b/../c", "/a/c", "", false),
        ("/a%2fb%5c%3b", "/a%2Fb%5C%3B", "", false), ("/.well-known/x", "/.well-known/x", "", false),
        ("/a/.", "/a/", "", false), ("/a/b/..", "/a/", "", false), ("/a//../b", "/a/b", "", false),
        ("//a", "//a", "", false), ("/...", "/...", "", false),
    ])
    func `brings path and target into canonical form`(
        _ received: String, _ path: String, _ query: String, _ hasQuery: Bool
    ) throws {
        let request = try #require(ParsedRequest(Octets("GET \(received) HTTP/1.1\r\nHost: h\r\n\r\n")))
        #expect(request.path == path)
        #expect(request.query == query)
        #expect(request.target == path + (hasQuery ? "?" + query : ""))
        #expect(request.receivedTarget == received)
        #expect(request.flags.contains(.hasQuery) == hasQuery)
    }

    @Test func `says when a path holds an encoded separator`() throws {
        let slash = try #require(ParsedRequest("GET /a%2fb HTTP/1.1\r\nHost: h\r\n\r\n"))
        #expect(slash.flags.contains(.hasEncodedSeparator))
        let other = try #require(ParsedRequest("GET /a%3fb?%2f HTTP/1.1\r\nHost: h\r\n\r\n"))
        #expect(!other.flags.contains(.hasEncodedSeparator))
    }

    @Test func `rebuilds the host from an absolute target`() throws {
        let request = try #require(
            ParsedRequest("GET http://Real.example:81?q HTTP/1.1\r\nHost: fake\r\nX: 1\r\n\r\n"))
        #expect(request.flags == [.keepAlive, .isAbsoluteForm, .hasQuery])
        #expect(request.host == "real.example")
        #expect(request.port == 81)
        #expect(request.target == "/?q")
        #expect(request.fields == ["X: 1", "Host: Real.example:81"])
    }

    @Test func `resolves dots in an absolute target`() throws {
        let request = try #require(ParsedRequest("GET https://h/a/%2e%2e/b?c HTTP/1.1\r\nHost: h\r\n\r\n"))
        #expect(request.flags.contains(.isHTTPSTarget))
        #expect(request.target == "/b?c")
        #expect(request.query == "c")
    }

    @Test func `turns OPTIONS for a whole server into asterisk-form`() throws {
        let request = try #require(ParsedRequest("OPTIONS http://h HTTP/1.1\r\nHost: h\r\n\r\n"))
        #expect(request.target == "*")
        #expect(request.flags.contains(.isAsteriskForm))
    }

    @Test func `takes an absolute target in HTTP 1.0 without Host`() throws {
        let request = try #require(ParsedRequest("GET http://h/ HTTP/1.0\r\n\r\n"))
        #expect(request.host == "h")
        #expect(request.fields == ["Host: h"])
    }

    @Test(arguments: [
        ("h", "h", 0), ("H.Example", "h.example", 0), ("a-b_c.d~:65535", "a-b_c.d~", 65535),
        ("127.0.0.1:1", "127.0.0.1", 1), ("[::1]", "::1", 0), ("[2001:DB8::a:1.2.3.4]:443", "2001:db8::a:1.2.3.4", 443),
        ("example.com.", "example.com", 0), ("xn--bcher-kva.example", "xn--bcher-kva.example", 0),
    ])
    func `reads host and port`(_ value: String, _ host: String, _ port: UInt16) throws {
        let request = try #require(ParsedRequest(Octets("GET / HTTP/1.1\r\nHost: \(value)\r\n\r\n")))
        #expect(request.host == host)
        #expect(request.port == port)
        #expect(request.flags.contains(.isIPv6Host) == value.hasPrefix("["))
        #expect(request.fields == ["Host: \(value)"])
    }
}
