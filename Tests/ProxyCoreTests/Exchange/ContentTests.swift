import ProxyModel
import Testing

@testable import ProxyCore

@Suite struct ContentTests {
    private static let chunked = "POST / HTTP/1.1\r\nHost: app.test\r\nTransfer-Encoding: chunked\r\n"

    private func answer(_ fixture: WorkerFixture, _ client: Wire, _ backend: Wire) throws {
        backend.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        #expect(try fixture.response(client).text == "ok")
    }

    @Test func `chunked requests follow each other on one connection`() throws {
        let fixture = try WorkerFixture()
        let client = try fixture.client(Self.chunked + "\r\n7\r\nhello 0\r\n0\r\n\r\n")
        let backend = try fixture.backend()
        for index in 0..<20 {
            if index > 0 { client.send(Self.chunked + "\r\n8\r\nhello \(index + 10)\r\n0\r\n\r\n") }
            let request = try fixture.request(backend)
            #expect(request.isChunked)
            #expect(request.text == (index == 0 ? "hello 0" : "hello \(index + 10)"))
            try answer(fixture, client, backend)
        }
    }

    @Test func `chunked requests follow each other on one worker`() throws {
        let fixture = try WorkerFixture()
        var backend: Wire?
        for _ in 0..<10 {
            let client = try fixture.client(Self.chunked + "\r\n5\r\nhello\r\n0\r\nX-Sum: 1\r\n\r\n")
            let connection = try backend ?? fixture.backend()
            backend = connection
            #expect(try fixture.request(connection).text == "hello")
            try answer(fixture, client, connection)
        }
        #expect(fixture.worker.counters.failures == 0)
    }

    @Test func `content that comes byte by byte arrives whole`() throws {
        let fixture = try WorkerFixture()
        let client = try fixture.client()
        let text = Self.chunked + "\r\n3;a=b\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"
        var rest = Array(text.utf8)[...]
        try fixture.turn {
            if let byte = rest.popFirst() { client.send([byte]) }
            return rest.isEmpty
        }
        let backend = try fixture.backend()
        #expect(try fixture.request(backend).text == "abcde")
        try answer(fixture, client, backend)
    }

    @Test func `trailers of the request reach the upstream`() throws {
        let fixture = try WorkerFixture()
        let client = try fixture.client(
            Self.chunked + "Trailer: X-Sum\r\n\r\n1\r\na\r\n0\r\nX-Sum: 7\r\n\r\n")
        let backend = try fixture.backend()
        let request = try fixture.request(backend)
        #expect(request.trailers.map(\.name) == ["X-Sum"])
        #expect(request.trailers.map(\.value) == ["7"])
        try answer(fixture, client, backend)
    }

    @Test func `trailers of the response reach the client and no other`() throws {
        let fixture = try WorkerFixture()
        let client = try fixture.client("GET / HTTP/1.1\r\nHost: app.test\r\nTE: trailers\r\n\r\n")
        let backend = try fixture.backend()
        for sum in ["one", "two"] {
            if sum == "two" { client.send("GET / HTTP/1.1\r\nHost: app.test\r\nTE: trailers\r\n\r\n") }
            _ = try fixture.request(backend)
            backend.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\nX-Sum: \(sum)\r\n\r\n")
            let response = try fixture.response(client)
            #expect(response.text == "a")
            #expect(response.trailers.map(\.value) == [sum])
        }
    }

    @Test func `large content passes in both directions`() throws {
        let fixture = try WorkerFixture()
        let content = (0..<2_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
        let client = try fixture.client("PUT / HTTP/1.1\r\nHost: app.test\r\nContent-Length: \(content.count)\r\n\r\n")
        client.send(content)
        let backend = try fixture.backend()
        try fixture.turn { client.isFlushed && backend.received.count > content.count }
        #expect(try fixture.request(backend).body == content)
        backend.send("HTTP/1.1 200 OK\r\nContent-Length: \(content.count)\r\n\r\n")
        backend.send(content)
        try fixture.turn { backend.isFlushed && client.received.count > content.count }
        #expect(try fixture.response(client).body == content)
    }

    @Test func `content up to the end of the connection becomes chunks`() throws {
        let fixture = try WorkerFixture()
        let client = try fixture.client("GET / HTTP/1.1\r\nHost: app.test\r\n\r\n")
        let backend = try fixture.backend()
        _ = try fixture.request(backend)
        backend.send("HTTP/1.1 200 OK\r\n\r\nuntil the end")
        backend.shutDown()
        let response = try fixture.response(client)
        #expect(response.isChunked)
        #expect(response.text == "until the end")
    }

    @Test func `a client of HTTP 1.0 gets no chunks`() throws {
        let fixture = try WorkerFixture()
        let client = try fixture.client("GET / HTTP/1.0\r\nHost: app.test\r\n\r\n")
        let backend = try fixture.backend()
        _ = try fixture.request(backend)
        backend.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n")
        let response = try fixture.response(client)
        #expect(!response.isChunked)
        #expect(response["Transfer-Encoding"] == nil)
        #expect(response.text == "hello")
        #expect(client.isEnded)
    }

    @Test(arguments: [
        ("HEAD", "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"),
        ("HEAD", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"),
        ("GET", "HTTP/1.1 204 No Content\r\n\r\n"),
        ("GET", "HTTP/1.1 304 Not Modified\r\nContent-Length: 1000\r\n\r\n"),
    ])
    func `a response without content ends with its head`(_ method: String, _ head: String) throws {
        let fixture = try WorkerFixture()
        let request = "\(method) / HTTP/1.1\r\nHost: app.test\r\n\r\n"
        let client = try fixture.client(request)
        let backend = try fixture.backend()
        for _ in 0..<3 {
            _ = try fixture.request(backend)
            backend.send(head)
            let response = try fixture.response(client, to: method)
            #expect(response.startLine == String(head.prefix { $0 != "\r\n" }))
            if head.contains("Content-Length") { #expect(response["Content-Length"] == "1000") }
            #expect(client.received.isEmpty)
            client.send(request)
        }
        #expect(fixture.backendCount == 1)
    }

    @Test func `interim responses are passed on before the final one`() throws {
        let fixture = try WorkerFixture()
        let client = try fixture.client("GET / HTTP/1.1\r\nHost: app.test\r\n\r\n")
        let backend = try fixture.backend()
        _ = try fixture.request(backend)
        backend.send("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na")
        #expect(try fixture.response(client).status == 103)
        #expect(try fixture.response(client).text == "a")
    }

    @Test func `an answer before the end of the request closes both connections`() throws {
        let fixture = try WorkerFixture()
        let client = try fixture.client("POST / HTTP/1.1\r\nHost: app.test\r\nContent-Length: 100\r\n\r\nbegin")
        let backend = try fixture.backend()
        try fixture.turn { backend.text.hasSuffix("begin") }
        backend.send("HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno")
        #expect(try fixture.response(client).text == "no")
        try fixture.turn { backend.isEnded && client.isEnded }
    }

    @Test func `an upstream that breaks off in its content cuts the client off`() throws {
        let fixture = try WorkerFixture()
        let client = try fixture.client("GET / HTTP/1.1\r\nHost: app.test\r\n\r\n")
        let backend = try fixture.backend()
        _ = try fixture.request(backend)
        backend.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n")
        try fixture.turn { client.text.contains("hello") }
        backend.shutDown()
        try fixture.turn { client.isEnded }
        #expect(!client.text.hasSuffix("0\r\n\r\n"))
        #expect(fixture.worker.counters.abortedResponses == 1)
    }

    @Test func `a client that leaves takes the request to the upstream with it`() throws {
        let fixture = try WorkerFixture()
        let client = try fixture.client("POST / HTTP/1.1\r\nHost: app.test\r\nContent-Length: 100\r\n\r\nbegin")
        let backend = try fixture.backend()
        try fixture.turn { backend.text.hasSuffix("begin") }
        client.shutDown()
        try fixture.turn { backend.isEnded }
        #expect(fixture.worker.counters.openClients == 0)
    }
}
