import Egress
import ProxyModel
import Testing

@testable import proxyd

@Suite(.timeLimit(.minutes(1)))
struct `The demo backend` {
    private let fetcher: HTTPFetcher
    private let address: String

    init() throws {
        let listener = try #require(DemoListener(port: 0))
        #expect(BlockingThread.start { listener.serve { DemoConnection(socket: $0).serve() } })
        fetcher = try HTTPFetcher()
        address = "http://127.0.0.1:\(listener.port)"
    }

    private func fetch(
        _ method: String, _ path: String, headers: [FetchField] = [], body: [UInt8]? = nil
    ) async throws -> FetchResponse {
        var request = FetchRequest(method, address + path, headers: headers, body: body)
        request.intermediary = .none
        request.maxBodyBytes = 32 << 20
        return try await fetcher.fetch(request)
    }

    @Test func `shows the request as it arrived`() async throws {
        let response = try await fetch("PUT", "/some/path?q=1", headers: [FetchField("X-A", "b")], body: [1, 2, 3])
        let json = try JSONValue(parsing: response.body)
        #expect(json["method"] == "PUT")
        #expect(json["path"] == "/some/path")
        #expect(json["body_bytes"] == 3)
        #expect(json["headers"]?.arrayValue?.contains("X-A: b") == true)
    }

    @Test func `browsers get a page in which nothing of theirs is markup`() async throws {
        let headers = [FetchField("Accept", "text/html"), FetchField("X-A", "<script>&\"")]
        let page = String(decoding: try await fetch("GET", "/", headers: headers).body, as: UTF8.self)
        #expect(page.contains("&lt;script&gt;&amp;&quot;"))
        #expect(!page.contains("<script>"))
    }

    @Test func `sends a body back, of a length that is told or chunked`() async throws {
        let body = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        #expect(try await fetch("POST", "/echo", body: body).body == body)
        let chunked = [FetchField("Transfer-Encoding", "chunked")]
        #expect(try await fetch("POST", "/echo", headers: chunked, body: body).body == body)
    }

    @Test func `refuses a body that is too large`() async throws {
        let response = try await fetch("POST", "/echo", headers: [FetchField("Content-Length", "99999999")], body: [])
        #expect(response.status == 413)
    }

    @Test func `streams events`() async throws {
        let response = try await fetch("GET", "/events?interval=1&count=3")
        #expect(response["content-type"] == "text/event-stream")
        let text = String(decoding: response.body, as: UTF8.self)
        #expect(text == "id: 1\ndata: event 1\n\nid: 2\ndata: event 2\n\nid: 3\ndata: event 3\n\n")
    }

    @Test func `answers late when asked to`() async throws {
        let clock = ContinuousClock()
        let begin = clock.now
        _ = try await fetch("GET", "/slow?ms=50")
        #expect(clock.now - begin >= .milliseconds(50))
    }

    @Test(arguments: ["GET / HTTP/1.0", "GET x HTTP/1.1", "GET /", "", "GET / HTTP/1.1\r\nno colon"])
    func `what is no request of HTTP 1.1 is not answered`(head: String) {
        #expect(DemoRequest(head: Array(head.utf8)) == nil)
    }

    @Test func `a HEAD request gets the head alone`() async throws {
        let response = try await fetch("HEAD", "/")
        #expect(response.status == 200)
        #expect(response.body.isEmpty)
    }
}
