import Glibc
import ProxyModel
import Reactor
import TestSupport
import Testing

@testable import ProxyCore

/// Where one response ends, the next one is another client's: what an upstream says beyond is nobody's.
@Suite struct ResponseEndTests {
    private static let get = "GET / HTTP/1.1\r\nHost: app.test\r\n\r\n"
    private static let evil = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil"
    private static let good = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ngood"

    /// Answers with more than was asked for.
    private static let answers = [
        ("HEAD", "HTTP/1.1 200 OK\r\nContent-Length: 57\r\n\r\n" + evil),
        ("HEAD", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + evil),
        ("GET", "HTTP/1.1 204 No Content\r\n\r\n" + evil),
        ("GET", "HTTP/1.1 304 Not Modified\r\nContent-Length: 57\r\n\r\n" + evil),
        ("GET", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n" + evil),
        ("GET", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na" + evil),
        ("GET", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n" + evil),
    ]

    @Test(arguments: answers)
    func `bytes behind a response end the upstream's connection`(_ method: String, _ answer: String) throws {
        let fixture = try WorkerFixture()
        let client = try fixture.client("\(method) / HTTP/1.1\r\nHost: app.test\r\n\r\n")
        let backend = try fixture.backend()
        _ = try fixture.request(backend)
        backend.send(answer)
        #expect([200, 204, 304].contains(try fixture.response(client, to: method).status))
        try fixture.turn { backend.isEnded }
        client.send(Self.get)
        let second = try fixture.backend()
        _ = try fixture.request(second)
        second.send(Self.good)
        #expect(try fixture.response(client).text == "good")
    }

    @Test(arguments: answers)
    func `bytes behind a response are not the answer to a pipelined request`(
        _ method: String, _ answer: String
    ) throws {
        let fixture = try WorkerFixture()
        let client = try fixture.client("\(method) / HTTP/1.1\r\nHost: app.test\r\n\r\n" + Self.get)
        let backend = try fixture.backend()
        _ = try fixture.request(backend)
        backend.send(answer)
        #expect([200, 204, 304].contains(try fixture.response(client, to: method).status))
        let second = try fixture.backend()
        _ = try fixture.request(second)
        second.send(Self.good)
        #expect(try fixture.response(client).text == "good")
    }

    @Test func `a client that waits for a connection gets none with unread input`() throws {
        var settings = WorkerSettings()
        settings.maximumUpstreamConnections = 1
        let fixture = try WorkerFixture(settings)
        let first = try fixture.client(Self.get)
        let backend = try fixture.backend()
        _ = try fixture.request(backend)
        let second = try fixture.client(Self.get)
        try fixture.turn(untilExchanges: 2)
        // The first read takes exactly the response: only another one could tell of the rest.
        var size: Int32 = 4 * 1024 * 1024
        let descriptor = try #require(fixture.upstreams.first).descriptor
        _ = unsafe setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &size, 4)
        let head = "HTTP/1.1 200 OK\r\nContent-Length: "
        let length = Worker.readCapacity - head.utf8.count - 6 - 4
        let body = String(repeating: "a", count: length)
        backend.send("\(head)\(length)\r\n\r\n\(body)" + Self.evil)
        #expect(try fixture.response(first).body.count == length)
        let other = try fixture.backend()
        _ = try fixture.request(other)
        other.send(Self.good)
        #expect(try fixture.response(second).text == "good")
    }

    @Test func `a client that waits for a connection gets none with an unread record`() throws {
        var settings = WorkerSettings()
        settings.maximumUpstreamConnections = 1
        let fixture = try WorkerFixture(settings)
        let listener = try Socket.listen(.ip(IPAddress(v4: 0x7F00_0001), port: 0), Socket.ListenOptions())
        defer { Socket.close(listener) }
        let port = try #require(Socket.localAddress(listener)).port
        var proxy = try ProxyTarget(
            hostname: HostPattern("tls.test"), target: UpstreamURL("https://127.0.0.1:\(port)"), createdAt: 1)
        var traffic = TrafficPolicy()
        traffic.upstreamTLS = TrafficPolicy.UpstreamTLS()
        traffic.upstreamTLS?.verify = false
        proxy.traffic = Boxed(traffic)
        fixture.worker.routing.apply(.put(.proxy(proxy)))
        let certificate = try TestCertificate.make(["127.0.0.1"])
        var servers: [TLSWire] = []
        func turn(until condition: () -> Bool) throws {
            try fixture.turn {
                while case .connection(let descriptor, _) = Socket.accept(listener) {
                    if let server = try? TLSWire(descriptor, serving: certificate) { servers.append(server) }
                }
                for server in servers { server.move() }
                return condition()
            }
        }
        let request = "GET / HTTP/1.1\r\nHost: tls.test\r\n\r\n"
        let first = try fixture.client(request)
        try turn { !(servers.first?.received.isEmpty ?? true) }
        let second = try fixture.client(request)
        try fixture.turn(untilExchanges: 2)
        // Two records, and the worker has not turned between them.
        servers[0].send(Self.good)
        servers[0].move()
        servers[0].send(Self.evil)
        servers[0].move()
        #expect(try fixture.response(first).text == "good")
        try turn { servers.count == 2 && !servers[1].received.isEmpty }
        servers[1].send(Self.good)
        try turn { !second.received.isEmpty }
        #expect(try fixture.response(second).text == "good")
    }
}
