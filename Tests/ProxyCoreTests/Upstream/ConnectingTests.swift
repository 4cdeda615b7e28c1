import Glibc
import ProxyModel
import Reactor
import Testing

@testable import ProxyCore

@Suite struct ConnectingTests {
    private static let v4 = IPAddress(v4: 0x7F00_0001)
    private static let v6 = IPAddress(high: 0, low: 1)

    private func proxy(_ fixture: WorkerFixture, port: UInt16) throws {
        var proxy = try ProxyTarget(
            hostname: HostPattern("two.test"), target: UpstreamURL("http://localhost:\(port)"), createdAt: 1)
        proxy.traffic = Boxed(TrafficPolicy())
        fixture.worker.routing.apply(.put(.proxy(proxy)))
    }

    /// Takes the next connection, and answers what comes on it.
    private func serve(_ fixture: WorkerFixture, _ listener: Int32) throws -> Wire {
        var wire: Wire?
        try fixture.turn {
            if case .connection(let descriptor, _) = Socket.accept(listener) { wire = Wire(descriptor) }
            return wire != nil
        }
        let accepted = try #require(wire)
        try fixture.turn {
            accepted.move()
            return accepted.text.hasSuffix("\r\n\r\n")
        }
        accepted.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok")
        return accepted
    }

    @Test func `an address that swallows connections is passed over`() throws {
        var settings = WorkerSettings()
        settings.timeouts.connect = 100
        let fixture = try WorkerFixture(settings)
        // A listener whose backlog is full drops whatever else asks for it, as a firewall does.
        var options = Socket.ListenOptions()
        options.backlog = 0
        let hole = try Socket.listen(.ip(Self.v4, port: 0), options)
        let port = try #require(Socket.localAddress(hole)).port
        let listener = try Socket.listen(.ip(Self.v6, port: port), Socket.ListenOptions())
        let guests = try (0..<4).map { _ in try Socket.connect(.ip(Self.v4, port: port)).descriptor }
        defer { for descriptor in guests + [hole, listener] { Socket.close(descriptor) } }
        try proxy(fixture, port: port)
        let client = try fixture.client("GET / HTTP/1.1\r\nHost: two.test\r\n\r\n")
        var answered = try serve(fixture, listener)
        #expect(try fixture.response(client).text == "ok")
        #expect(fixture.worker.counters.retries >= 1)
        let retries = fixture.worker.counters.retries
        // The next one does not even try it.
        client.send("GET / HTTP/1.1\r\nHost: two.test\r\n\r\n")
        answered = try serve(fixture, listener)
        #expect(try fixture.response(client).text == "ok")
        #expect(fixture.worker.counters.retries == retries)
        answered.finishWriting()
    }

    @Test func `an address that refuses is passed over`() throws {
        let fixture = try WorkerFixture()
        let listener = try Socket.listen(.ip(Self.v6, port: 0), Socket.ListenOptions())
        defer { Socket.close(listener) }
        try proxy(fixture, port: try #require(Socket.localAddress(listener)).port)
        let client = try fixture.client("POST / HTTP/1.1\r\nHost: two.test\r\nContent-Length: 0\r\n\r\n")
        let answered = try serve(fixture, listener)
        #expect(try fixture.response(client).text == "ok")
        #expect(fixture.worker.counters.retries == 0)
        answered.finishWriting()
    }

    @Test(arguments: [EMFILE, ENFILE, ENOBUFS, ENOMEM, EADDRNOTAVAIL])
    func `what this host lacks is not the upstream's failure`(_ code: Int32) {
        #expect(SystemError("connect", code).isOwnShortage)
    }

    @Test(arguments: [ECONNREFUSED, ETIMEDOUT, ENETUNREACH, EHOSTUNREACH, ECONNRESET, ENOENT, EACCES, EAGAIN])
    func `what the upstream or the way to it lacks is`(_ code: Int32) {
        #expect(!SystemError("connect", code).isOwnShortage)
    }
}
