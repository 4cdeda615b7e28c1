import ProxyCore
import Testing

@Suite struct HTTP1EncoderTests {
    private func encode(
        _ raw: Octets, _ options: HTTP1Encoder.Options = [], edit: (RequestHead) -> Void = { _ in }
    ) -> String {
        let head = RequestHead()
        guard case .complete = raw.parseRequest(into: head) else { return "refused" }
        edit(head)
        let buffer = WriteBuffer()
        HTTP1Encoder.encode(head, framing: head.framing, options: options, into: buffer)
        return unsafe Octets.text(buffer.readable)
    }

    private func encodeResponse(
        _ raw: Octets, _ options: HTTP1Encoder.Options = [], to method: HTTPMethod = .get
    ) -> String {
        let head = ResponseHead()
        guard case .complete = raw.parseResponse(to: method, into: head) else { return "refused" }
        let buffer = WriteBuffer()
        HTTP1Encoder.encode(head, framing: head.framing, options: options, into: buffer)
        return unsafe Octets.text(buffer.readable)
    }

    @Test func `forwards a plain head byte by byte`() {
        let raw = "GET /a?b HTTP/1.1\r\nHost: H\r\nX: 1\r\nCookie: a\r\n\r\n"
        #expect(self.encode(Octets(raw)) == raw)
    }

    @Test func `drops hop-by-hop fields between runs of others`() {
        let raw: Octets = "GET / HTTP/1.0\r\nA: 1\r\nKeep-Alive: 5\r\nB: 2\r\nC: 3\r\nTE: x\r\nHost: h\r\n\r\n"
        #expect(self.encode(raw) == "GET / HTTP/1.1\r\nA: 1\r\nB: 2\r\nC: 3\r\nHost: h\r\n\r\n")
    }

    @Test func `spells framing anew from what was understood`() {
        let length: Octets = "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 007\r\nX: y\r\n\r\n"
        #expect(self.encode(length) == "POST / HTTP/1.1\r\nHost: h\r\nX: y\r\nContent-Length: 7\r\n\r\n")
        let chunked: Octets = "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding:CHUNKED\r\n\r\n"
        #expect(self.encode(chunked) == "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n")
    }

    @Test func `spells odd white space in the usual way`() {
        let raw: Octets = "GET / HTTP/1.1\r\nHost:\t h \r\nA:1\r\nB: 2\r\nC:\r\nD:  4\r\n\r\n"
        #expect(self.encode(raw) == "GET / HTTP/1.1\r\nHost: h\r\nA: 1\r\nB: 2\r\nC: \r\nD: 4\r\n\r\n")
    }

    @Test func `sends the canonical target`() {
        #expect(
            self.encode("GET http://h:1/%7Ea/../b?c HTTP/1.1\r\nHost: x\r\n\r\n")
                == "GET /b?c HTTP/1.1\r\nHost: h:1\r\n\r\n")
    }

    @Test func `sends another target when told`() {
        let head = RequestHead()
        let raw: Octets = "GET /old HTTP/1.1\r\nHost: h\r\n\r\n"
        _ = raw.parseRequest(into: head)
        let buffer = WriteBuffer()
        let target: Octets = "/new?x"
        unsafe target.withExactCopy { source, count in
            unsafe HTTP1Encoder.encode(
                head, target: UnsafeBufferPointer(start: source, count: count), framing: .none, options: [],
                into: buffer)
        }
        #expect(unsafe Octets.text(buffer.readable) == "GET /new?x HTTP/1.1\r\nHost: h\r\n\r\n")
    }

    @Test func `sends fields that were added behind those received`() {
        let raw: Octets = "GET / HTTP/1.1\r\nHost: h\r\nA: 1\r\n\r\n"
        let sent = self.encode(raw) { head in
            head.block.append(.xForwardedProto, "https")
            head.block.append(.maxForwards, decimal: 10)
            head.block.append(name: "X-Own", value: "yes")
            head.block.removeAll(named: .xForwardedProto)
        }
        #expect(sent == "GET / HTTP/1.1\r\nHost: h\r\nA: 1\r\nMax-Forwards: 10\r\nX-Own: yes\r\n\r\n")
    }

    @Test(
        arguments: [
            (.close, "Connection: close\r\n"), (.keepAlive, "Connection: keep-alive\r\n"),
            (.trailers, "TE: trailers\r\nConnection: TE\r\n"),
            ([.trailers, .close], "TE: trailers\r\nConnection: close, TE\r\n"), (.upgrade, ""),
        ] as [(HTTP1Encoder.Options, String)])
    func `speaks of the connection only as told`(_ options: HTTP1Encoder.Options, _ lines: String) {
        let raw: Octets = "GET / HTTP/1.1\r\nHost: h\r\nConnection: x\r\n\r\n"
        #expect(self.encode(raw, options) == "GET / HTTP/1.1\r\nHost: h\r\n\(lines)\r\n")
    }

    @Test func `asks for the upgrade that was asked for`() {
        let raw: Octets =
            "GET / HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: upgrade\r\nSec-WebSocket-Key: k\r\n\r\n"
        #expect(
            self.encode(raw, .upgrade) == """
                GET / HTTP/1.1\r\nHost: h\r\nSec-WebSocket-Key: k\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n
                """)
    }

    @Test func `forwards a response with its reason`() {
        let raw: Octets = "HTTP/1.0 200 Fine\r\nServer: x\r\nContent-Length: 3\r\nDate: d\r\n\r\n"
        #expect(
            self.encodeResponse(raw, .keepAlive) == """
                HTTP/1.1 200 Fine\r\nServer: x\r\nDate: d\r\nContent-Length: 3\r\nConnection: keep-alive\r\n\r\n
                """)
    }

    @Test func `fills in a reason that is missing`() {
        #expect(
            self.encodeResponse("HTTP/1.1 404\r\n\r\n", .close) == "HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n"
        )
        #expect(self.encodeResponse("HTTP/1.1 599 \r\n\r\n") == "HTTP/1.1 599 \r\n\r\n")
    }

    @Test func `tells the length of what HEAD leaves out`() {
        let raw: Octets = "HTTP/1.1 200 OK\r\nContent-Length: 7\r\nX: y\r\n\r\n"
        #expect(self.encodeResponse(raw, to: .head) == raw.description)
    }

    @Test func `composes a request from nothing`() {
        let head = RequestHead()
        let asterisk: StaticString = "*"
        head.method = .options
        head.block.append(.host, "h")
        head.target = unsafe head.block.appendBytes(asterisk.utf8Start, count: 1)
        let buffer = WriteBuffer()
        HTTP1Encoder.encode(head, framing: .none, options: .close, into: buffer)
        #expect(
            unsafe Octets.text(buffer.readable) == "OPTIONS * HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
    }

    @Test func `composes a response from nothing`() {
        let head = ResponseHead()
        head.status = 503
        head.block.append(.retryAfter, decimal: 5)
        let buffer = WriteBuffer()
        HTTP1Encoder.encode(head, framing: .length(0), options: .close, into: buffer)
        #expect(
            unsafe Octets.text(buffer.readable) == """
                HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\nContent-Length: 0\r\nConnection: close\r\n\r\n
                """)
    }

    @Test(arguments: RequestCorpus.accepted)
    func `writes what parses to the same again`(_ example: RequestCase) throws {
        let head = RequestHead()
        _ = example.raw.parseRequest(into: head)
        guard !head.host.isEmpty else { return }
        let buffer = WriteBuffer()
        HTTP1Encoder.encode(head, framing: head.framing, options: [], into: buffer)
        let again = try #require(ParsedRequest(unsafe Octets(Array(buffer.readable))))
        let first = ParsedRequest(head)
        #expect(again.target == first.target)
        #expect(again.methodToken == first.methodToken)
        #expect(again.framing == first.framing)
        #expect(again.host == first.host)
        #expect(again.fields == first.fields)
    }

    @Test func `writes chunked framing`() {
        let buffer = WriteBuffer()
        HTTP1Encoder.chunkStart(0x1A2B, into: buffer)
        HTTP1Encoder.chunkEnd(into: buffer)
        let trailers = HeaderBlock()
        trailers.append(name: "X-Sum", value: "1")
        HTTP1Encoder.lastChunk(trailers: trailers, into: buffer)
        HTTP1Encoder.lastChunk(trailers: nil, into: buffer)
        #expect(unsafe Octets.text(buffer.readable) == "1a2b\r\n\r\n0\r\nX-Sum: 1\r\n\r\n0\r\n\r\n")
    }
}
