import Glibc
import ProxyModel
import Reactor
import Testing

@testable import ProxyCore

@Suite struct RetryTests {
    /// A client whose last request left an idle connection to the upstream behind.
    private func rested(_ fixture: WorkerFixture) throws -> (client: Wire, backend: Wire) {
        let client = try fixture.client("GET /first HTTP/1.1\r\nHost: app.test\r\n\r\n")
        let backend = try fixture.backend()
        _ = try fixture.request(backend)
        backend.send("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n1")
        #expect(try fixture.response(client).text == "1")
        return (client, backend)
    }

    /// The loop hears of both in one batch, in the order in which they happened.
    @Test(arguments: [true, false], [0, 60])
    func `a connection that the upstream closed while it was idle is not used again`(
        _ closesFirst: Bool, _ rest: Int64
    ) throws {
        let fixture = try WorkerFixture()
        let (client, backend) = try rested(fixture)
        let rested = fixture.reactor.now
        if rest > 0 { try fixture.turn { fixture.reactor.now > rested + rest } }
        if closesFirst { backend.shutDown() }
        client.send("POST / HTTP/1.1\r\nHost: app.test\r\nContent-Length: 4\r\n\r\ndata")
        if !closesFirst { backend.shutDown() }
        let second = try fixture.backend()
        #expect(try fixture.request(second).text == "data")
        second.send("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n2")
        #expect(try fixture.response(client).text == "2")
    }

    @Test(arguments: ["GET", "HEAD", "PUT", "DELETE", "OPTIONS"])
    func `a used connection that breaks is replaced for an idempotent request`(_ method: String) throws {
        let fixture = try WorkerFixture()
        let (client, backend) = try rested(fixture)
        client.send("\(method) /again HTTP/1.1\r\nHost: app.test\r\n\r\n")
        #expect(try fixture.request(backend).startLine == "\(method) /again HTTP/1.1")
        backend.shutDown()
        let second = try fixture.backend()
        let again = try fixture.request(second)
        #expect(again.startLine == "\(method) /again HTTP/1.1")
        #expect(again.all("X-Forwarded-For").count == 1)
        #expect(again.all("Via").count == 1)
        second.send("HTTP/1.1 204 No Content\r\n\r\n")
        #expect(try fixture.response(client, to: method).status == 204)
        #expect(fixture.worker.counters.retries == 1)
    }

    @Test(arguments: ["0\r\n\r\n", "0\r\nX-Sum: 0\r\n\r\n"])
    func `empty chunked content is sent whole again`(_ end: String) throws {
        let fixture = try WorkerFixture()
        let (client, backend) = try rested(fixture)
        client.send("PUT / HTTP/1.1\r\nHost: app.test\r\nTransfer-Encoding: chunked\r\n\r\n" + end)
        _ = try fixture.request(backend)
        backend.shutDown()
        let second = try fixture.backend()
        let again = try fixture.request(second)
        #expect(again.isChunked && again.body.isEmpty)
        #expect(again.trailers.map(\.value) == (end.contains("X-Sum") ? ["0"] : []))
        second.send("HTTP/1.1 204 No Content\r\n\r\n")
        #expect(try fixture.response(client).status == 204)
    }

    @Test func `a used connection that breaks is not replaced for a POST`() throws {
        let fixture = try WorkerFixture()
        let (client, backend) = try rested(fixture)
        client.send("POST / HTTP/1.1\r\nHost: app.test\r\nContent-Length: 0\r\n\r\n")
        _ = try fixture.request(backend)
        backend.shutDown()
        #expect(try fixture.response(client).status == 502)
        #expect(fixture.backendCount == 1)
        #expect(fixture.worker.counters.retries == 0)
    }

    @Test func `a new connection that breaks is not replaced`() throws {
        let fixture = try WorkerFixture()
        let client = try fixture.client("GET / HTTP/1.1\r\nHost: app.test\r\n\r\n")
        let backend = try fixture.backend()
        _ = try fixture.request(backend)
        backend.shutDown()
        let response = try fixture.response(client)
        #expect(response.status == 502)
        #expect(response["Proxy-Status"]?.contains(";error=") == true)
        #expect(fixture.backendCount == 1)
    }

    @Test func `a part of a response is never followed by a retry`() throws {
        let fixture = try WorkerFixture()
        let (client, backend) = try rested(fixture)
        client.send("GET / HTTP/1.1\r\nHost: app.test\r\n\r\n")
        _ = try fixture.request(backend)
        backend.send("HTTP/1.1 200 ")
        backend.shutDown()
        #expect(try fixture.response(client).status == 502)
        #expect(fixture.backendCount == 1)
    }

    @Test func `an upstream that refuses connections gives its turn to another`() throws {
        let closed = try Socket.listen(.ip(IPAddress(v4: 0x7F00_0001), port: 0), Socket.ListenOptions())
        let port = try #require(Socket.localAddress(closed)).port
        Socket.close(closed)
        let fixture = try WorkerFixture()
        var proxy = try ProxyTarget(hostname: HostPattern("two.test"), target: nil, createdAt: 1)
        var traffic = TrafficPolicy()
        traffic.upstreams = [
            TrafficPolicy.Upstream(url: try UpstreamURL("http://127.0.0.1:\(port)")),
            TrafficPolicy.Upstream(url: try fixture.upstreamURL),
        ]
        proxy.traffic = Boxed(traffic)
        fixture.worker.routing.apply(.put(.proxy(proxy)))
        let client = try fixture.client("POST / HTTP/1.1\r\nHost: two.test\r\nContent-Length: 4\r\n\r\ndata")
        let backend = try fixture.backend()
        #expect(try fixture.request(backend).text == "data")
        backend.send("HTTP/1.1 204 No Content\r\n\r\n")
        #expect(try fixture.response(client).status == 204)
        #expect(fixture.worker.counters.retries == 1)
    }
}
