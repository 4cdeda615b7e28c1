import ProxyModel
import Reactor
import Synchronization
import Testing

@testable import ProxyCore

@Suite struct LocalServiceTests {
    /// A service that answers by the target, and keeps what it was asked.
    private final class Service: LocalService {
        let requests = Mutex<[LocalRequest]>([])
        /// Given away with the first answer: whoever reads it decides when it ends.
        private let pieces: Mutex<AsyncStream<[UInt8]>?>
        let feed: AsyncStream<[UInt8]>.Continuation

        init() {
            let (stream, continuation) = AsyncStream<[UInt8]>.makeStream()
            pieces = Mutex(stream)
            feed = continuation
        }

        func respond(to request: LocalRequest) async -> LocalResponse {
            requests.withLock { $0.append(request) }
            switch request.target {
            case "/stream":
                guard let stream = pieces.withLock({ $0.take() }) else { return LocalResponse(status: 409) }
                return LocalResponse(
                    status: 200, headers: [("Content-Type", "text/event-stream")], body: .stream(stream))
            case "/split":
                return LocalResponse(status: 200, headers: [("X-Bad", "a\r\nX-Evil: 1"), ("X-Good", "1")])
            default:
                return LocalResponse(status: 201, headers: [("X-Local", "yes")], body: .bytes(request.body))
            }
        }
    }

    private let service = Service()

    private func fixture(_ edit: (inout WorkerSettings) -> Void = { _ in }) throws -> WorkerFixture {
        var role = Listener.Role()
        role.isManagement = true
        var settings = WorkerSettings()
        edit(&settings)
        return try WorkerFixture(settings, role: role, services: [service])
    }

    @Test func `a service gets the whole request and its answer goes out`() async throws {
        let fixture = try fixture()
        let client = try fixture.client("POST /a?b HTTP/1.1\r\nHost: x.test\r\nContent-Length: 4\r\nX-Own: 1\r\n\r\nbo")
        client.send("dy")
        let response = try await fixture.localResponse(client)
        #expect(response.status == 201)
        #expect(response.text == "body")
        #expect(response["X-Local"] == "yes")
        #expect(response["Date"] != nil)
        let request = try #require(service.requests.withLock { $0.first })
        #expect(request.method == "POST")
        #expect(request.target == "/a?b")
        #expect(request.authority == "x.test")
        #expect(request.scheme == "http")
        #expect(request.clientAddress == "127.0.0.1")
        #expect(request.viaManagementListener)
        #expect(request.requestID == response["X-Request-ID"])
        #expect(request.headers.contains { $0.name == "X-Own" && $0.value == "1" })
    }

    @Test func `requests to a service follow each other on one connection`() async throws {
        let fixture = try fixture()
        let client = try fixture.client()
        for index in 10..<20 {
            client.send("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n\(index)\r\n0\r\n\r\n")
            #expect(try await fixture.localResponse(client).text == "\(index)")
        }
    }

    @Test func `a client that waits for permission gets it`() async throws {
        let fixture = try fixture()
        let client = try fixture.client(
            "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n")
        #expect(try fixture.response(client).status == 100)
        client.send("ok")
        #expect(try await fixture.localResponse(client).text == "ok")
    }

    @Test(arguments: ["Content-Length: 11\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\nb\r\n12345678901\r\n0\r\n\r\n"])
    func `content beyond the limit does not reach a service`(_ rest: String) throws {
        let fixture = try fixture { $0.maximumLocalBody = 10 }
        let client = try fixture.client("POST / HTTP/1.1\r\nHost: x\r\n\(rest)")
        #expect(try fixture.response(client).status == 413)
        #expect(service.requests.withLock { $0.isEmpty })
    }

    @Test func `a stream goes out piece by piece and ends as chunks do`() async throws {
        let fixture = try fixture()
        let client = try fixture.client("GET /stream HTTP/1.1\r\nHost: x\r\n\r\n")
        try await fixture.turnWithTasks { client.text.contains("\r\n\r\n") }
        for piece in ["one", "two", "three"] {
            service.feed.yield(Array(piece.utf8))
            try await fixture.turnWithTasks { client.text.contains(piece) }
        }
        service.feed.finish()
        let response = try await fixture.localResponse(client)
        #expect(response.isChunked)
        #expect(response["Content-Type"] == "text/event-stream")
        #expect(response.text == "onetwothree")
        client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\na")
        #expect(try await fixture.localResponse(client).text == "a")
    }

    @Test func `a stream that nobody reads any more is let go`() async throws {
        let ended = Atomic(false)
        let fixture = try fixture { $0.timeouts.halfClosed = 30 }
        let client = try fixture.client("GET /stream HTTP/1.1\r\nHost: x\r\n\r\n")
        try await fixture.turnWithTasks { client.text.contains("\r\n\r\n") }
        service.feed.onTermination = { _ in ended.store(true, ordering: .relaxed) }
        client.shutDown()
        try await fixture.turnWithTasks { fixture.worker.counters.openClients == 0 }
        try await fixture.turnWithTasks { ended.load(ordering: .relaxed) }
    }

    @Test func `a stream is not begun for a client that left before it was there`() async throws {
        let ended = Atomic(false)
        let fixture = try fixture { $0.timeouts.halfClosed = 30 }
        service.feed.onTermination = { _ in ended.store(true, ordering: .relaxed) }
        let client = try fixture.client("GET /stream HTTP/1.1\r\nHost: x\r\n\r\n")
        // The worker hears of the request and of the end in one turn, and of the answer after it.
        client.reset()
        try await fixture.turnWithTasks { fixture.worker.counters.accepted == 1 && fixture.served.isEmpty }
        if !service.requests.withLock({ $0.isEmpty }) {
            try await fixture.turnWithTasks { ended.load(ordering: .relaxed) }
        }
    }

    @Test func `HEAD gets the head of a stream and nothing more`() async throws {
        let ended = Atomic(false)
        let fixture = try fixture()
        service.feed.onTermination = { _ in ended.store(true, ordering: .relaxed) }
        let client = try fixture.client("HEAD /stream HTTP/1.1\r\nHost: x\r\n\r\n")
        try await fixture.turnWithTasks { client.text.hasSuffix("\r\n\r\n") }
        let response = try fixture.response(client, to: "HEAD")
        #expect(response.status == 200)
        #expect(response["Content-Type"] == "text/event-stream")
        #expect(response["Content-Length"] == nil)
        #expect(response["Date"] != nil)
        service.feed.yield(Array("never".utf8))
        try await fixture.turnWithTasks { ended.load(ordering: .relaxed) }
        client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\na")
        #expect(try await fixture.localResponse(client).text == "a")
        #expect(client.received.isEmpty)
    }

    @Test func `a client that never sends its content is given up`() throws {
        let fixture = try fixture { $0.timeouts.bodyIdle = 30 }
        let client = try fixture.client("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n")
        #expect(try fixture.response(client).status == 408)
        try fixture.turn { client.isEnded }
    }

    @Test func `all requests together hold no more content than is allowed`() async throws {
        let fixture = try fixture { $0.maximumLocalContent = 10 }
        let post = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n"
        let first = try fixture.client(post + "12345678")
        try fixture.turn { fixture.worker.localContent == 8 }
        let second = try fixture.client(post + "12345678")
        let refusal = try fixture.response(second)
        #expect(refusal.status == 503)
        #expect(refusal["Retry-After"] != nil)
        #expect(refusal["Connection"] == "close")
        first.send("9")
        #expect(try await fixture.localResponse(first).text == "123456789")
        #expect(fixture.worker.localContent == 0)
        first.send(post + "123456789")
        #expect(try await fixture.localResponse(first).text == "123456789")
    }

    private static func request(_ count: Int, _ fields: String = "X: y") -> String {
        "POST / HTTP/1.1\r\nHost: app.test\r\nContent-Length: \(count)\r\n\(fields)\r\n\r\n"
    }

    /// A worker whose host `app.test` leads to the management service, for everybody.
    private func routed(_ edit: (inout WorkerSettings) -> Void = { _ in }) throws -> WorkerFixture {
        var settings = WorkerSettings()
        edit(&settings)
        let fixture = try WorkerFixture(settings, services: [service, service])
        let route = Route(id: "api", pathPattern: "/", target: .service("api"), createdAt: 1)
        fixture.worker.routing.apply(.put(.route(route)))
        return fixture
    }

    @Test func `what strangers send to the management service of a host comes in time`() async throws {
        let fixture = try routed { $0.timeouts.bodyIdle = 300 }
        let client = try fixture.client(Self.request(1_000))
        let begin = Reactor.clock()
        while !client.text.contains("HTTP/1.1 408"), Reactor.clock() < begin + 5_000 {
            client.send("a")
            try fixture.pass(20)
        }
        #expect(client.text.contains("HTTP/1.1 408"))
        #expect(Reactor.clock() - begin >= 300)
        #expect(try await fixture.localResponse(fixture.client(Self.request(2) + "ok")).text == "ok")
    }

    @Test(arguments: ["X: y", "Authorization: Basic eDp5", "Authorization: Bearer"])
    func `who names no token sends the management service of a host little`(field: String) async throws {
        let fixture = try routed()
        #expect(try fixture.response(fixture.client(Self.request(200_000, field))).status == 413)
        let long = String(repeating: "x", count: 200_000)
        let known = try fixture.client(Self.request(200_000, "Authorization: Bearer abc") + long)
        #expect(try await fixture.localResponse(known).text == long)
    }

    @Test func `content for the management service of a host leaves the authorization server its room`() async throws {
        let fixture = try routed {
            $0.maximumLocalContent = 10
            $0.maximumRoutedContent = 10
        }
        let access = Route(id: "oauth", pathPattern: "/token", target: .service("oauth"), createdAt: 1)
        fixture.worker.routing.apply(.put(.route(access)))
        let slow = try fixture.client(Self.request(11) + "1234567890")
        try fixture.turn { fixture.worker.routedContent == 10 }
        #expect(try fixture.response(fixture.client(Self.request(2) + "no")).status == 503)
        let request = Self.request(2).replacing("POST /", with: "POST /token")
        #expect(try await fixture.localResponse(fixture.client(request + "ok")).text == "ok")
        slow.reset()
        try fixture.turn { fixture.worker.routedContent == 0 }
        #expect(fixture.worker.localContent == 0)
        #expect(try await fixture.localResponse(fixture.client(Self.request(2) + "ok")).text == "ok")
    }

    @Test func `content of a client that leaves no longer counts`() throws {
        let fixture = try fixture()
        let client = try fixture.client("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n1234")
        try fixture.turn { fixture.worker.localContent == 4 }
        client.reset()
        try fixture.turn { fixture.served.isEmpty }
        #expect(fixture.worker.localContent == 0)
    }

    @Test func `an answer that is being written when the worker drains is the last one`() async throws {
        let fixture = try fixture()
        let size = 8 * 1024 * 1024
        let client = try fixture.client("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: \(size)\r\n\r\n")
        client.takes = false
        client.send([UInt8](repeating: 0x61, count: size))
        try await fixture.turnWithTasks { fixture.served.contains { $0.phase == .flushing } }
        var isDrained = false
        fixture.worker.drain { isDrained = true }
        #expect(!isDrained)
        client.takes = true
        try await fixture.turnWithTasks { isDrained && client.isEnded }
        #expect(try fixture.response(client).body.count == size)
    }

    @Test func `a client that does not take our answer is given up`() async throws {
        let fixture = try fixture { $0.timeouts.responseIdle = 50 }
        let size = 8 * 1024 * 1024
        let client = try fixture.client("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: \(size)\r\n\r\n")
        client.takes = false
        client.send([UInt8](repeating: 0x61, count: size))
        try await fixture.turnWithTasks { client.isFlushed && fixture.served.isEmpty }
        #expect(fixture.worker.localContent == 0)
    }

    @Test func `a field that would split the answer is left out`() async throws {
        let fixture = try fixture()
        let response = try await fixture.localResponse(fixture.client("GET /split HTTP/1.1\r\nHost: x\r\n\r\n"))
        #expect(response["X-Evil"] == nil)
        #expect(response["X-Bad"] == nil)
        #expect(response["X-Good"] == "1")
    }

    @Test func `a service that is not there is answered for`() async throws {
        var role = Listener.Role()
        role.isManagement = true
        let fixture = try WorkerFixture(role: role)
        let client = try fixture.client("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        #expect(try await fixture.localResponse(client).status == 503)
    }
}
