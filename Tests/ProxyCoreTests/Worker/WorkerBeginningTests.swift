import ProxyModel
import Reactor
import Testing

@testable import ProxyCore

/// The first moments of a worker, which listens before it knows what to serve.
@Suite struct WorkerBeginningTests {
    private let fixture: WorkerFixture
    private let address: SocketAddress

    init() throws {
        fixture = try WorkerFixture()
        let held = try Socket.listen(.ip(IPAddress(v4: 0x7F00_0001), port: 0), Socket.ListenOptions())
        address = try #require(Socket.localAddress(held))
        try fixture.worker.listen(held, Listener.Role(), isHeld: true)
    }

    /// Has somebody served at an open listener, who came after everybody else.
    private func letTimePass() throws {
        let other = try fixture.client("GET / HTTP/1.1\r\nHost: nobody.test\r\n\r\n")
        #expect(try fixture.response(other).status == 503)
    }

    @Test func `who comes before the configuration waits for it`() throws {
        let client = try fixture.client("GET / HTTP/1.1\r\nHost: app.test\r\n\r\n", at: address)
        try letTimePass()
        #expect(fixture.worker.counters.accepted == 1)
        var snapshot = ConfigurationSnapshot()
        let proxy = try ProxyTarget(hostname: HostPattern("app.test"), target: fixture.upstreamURL, createdAt: 1)
        snapshot.apply(ChangeSet(revision: 1, changes: [.put(.proxy(proxy))]))
        fixture.worker.load(snapshot)
        fixture.worker.welcome()
        let backend = try fixture.backend()
        _ = try fixture.request(backend)
        backend.send("HTTP/1.1 204 No Content\r\n\r\n")
        #expect(try fixture.response(client).status == 204)
    }

    @Test func `a pause does not end the wait`() throws {
        fixture.worker.acceptPaused(0)
        let client = try fixture.client("GET / HTTP/1.1\r\nHost: nobody.test\r\n\r\n", at: address)
        // Served when the pause of the open listener is over.
        try letTimePass()
        #expect(client.text.isEmpty)
        fixture.worker.welcome()
        #expect(try fixture.response(client).status == 503)
    }

    @Test func `no host is called unknown before the configuration is there`() throws {
        fixture.worker.welcome()
        let early = try fixture.client("GET / HTTP/1.1\r\nHost: nobody.test\r\n\r\n", at: address)
        let refused = try fixture.response(early)
        #expect(refused.status == 503)
        #expect(refused["Retry-After"] != nil)
        fixture.worker.load(ConfigurationSnapshot())
        let late = try fixture.client("GET / HTTP/1.1\r\nHost: nobody.test\r\n\r\n", at: address)
        #expect(try fixture.response(late).status == 404)
    }
}
