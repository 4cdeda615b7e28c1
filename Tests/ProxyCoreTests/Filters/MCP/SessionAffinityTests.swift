import ProxyModel
import Reactor
import Testing

@testable import ProxyCore

/// Sessions where a proxy has several upstreams.
@Suite struct SessionAffinityTests {
    /// A second upstream, beside the fixture's own.
    private final class Upstream {
        let descriptor: Int32
        let url: UpstreamURL

        init() throws {
            descriptor = try Socket.listen(.ip(IPAddress(v4: 0x7F00_0001), port: 0), Socket.ListenOptions())
            url = try UpstreamURL("http://127.0.0.1:\(#require(Socket.localAddress(descriptor)).port)")
        }

        deinit { Socket.close(descriptor) }

        /// A connection of the worker, if there is one.
        func accept() -> Wire? {
            guard case .connection(let connection, _) = Socket.accept(descriptor) else { return nil }
            return Wire(connection)
        }
    }

    private static func change(_ fixture: GuardFixture, to urls: [UpstreamURL]) throws {
        var proxy = try ProxyTarget(hostname: HostPattern(WorkerFixture.host), target: nil, createdAt: 1)
        proxy.auth = Boxed(ProxyAuthConfig(authProxy: "auth.test"))
        proxy.resource = Boxed(ProxyResourceConfig())
        var traffic = TrafficPolicy()
        traffic.upstreams = urls.map { TrafficPolicy.Upstream(url: $0) }
        proxy.traffic = Boxed(traffic)
        fixture.fixture.worker.routing.apply(.put(.proxy(proxy)))
    }

    private static func url(of fixture: GuardFixture) throws -> UpstreamURL { try fixture.fixture.upstreamURL }

    /// A session that the fixture's own upstream holds.
    private static func session(_ fixture: GuardFixture) throws -> String {
        let client = try fixture.fixture.client(GuardFixture.request(token: try fixture.token()))
        let backend = try fixture.fixture.backend()
        _ = try fixture.fixture.request(backend)
        backend.send("HTTP/1.1 204 No Content\r\nMcp-Session-Id: abc\r\nConnection: close\r\n\r\n")
        return try #require(try fixture.fixture.response(client)["Mcp-Session-Id"])
    }

    @Test func `requests go where their session is, whatever is added or moved`() throws {
        let fixture = try GuardFixture()
        let others = [try Upstream(), try Upstream()]
        let session = try Self.session(fixture)
        for urls in [
            [others[0].url, try Self.url(of: fixture)], [others[0].url, others[1].url, try Self.url(of: fixture)],
        ] {
            try Self.change(fixture, to: urls)
            for _ in 0..<6 {
                let message = try fixture.forwarded(
                    GuardFixture.request(token: try fixture.token(), "Mcp-Session-Id: \(session)"))
                #expect(message["Mcp-Session-Id"] == "abc")
            }
        }
        for other in others { #expect(other.accept() == nil) }
    }

    @Test func `another node finds the session's upstream too`() throws {
        let first = try GuardFixture()
        let session = try Self.session(first)
        let second = try GuardFixture()
        let other = try Upstream()
        try Self.change(second, to: [other.url, Self.url(of: first)])
        for _ in 0..<4 {
            let client = try second.fixture.client(
                GuardFixture.request(token: try second.token(), "Mcp-Session-Id: \(session)"))
            var backend: Wire?
            // The first node's loop accepts for the upstream that both share.
            try second.fixture.turn {
                first.fixture.turnOnce(limit: 0)
                if backend == nil { backend = first.fixture.takeBackend() }
                return backend?.text.contains("\r\n\r\n") == true
            }
            #expect(backend?.text.contains("Mcp-Session-Id: abc\r\n") == true)
            backend?.send("HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n")
            #expect(try second.fixture.response(client).status == 204)
        }
    }

    @Test func `a session whose upstream was taken away is not found`() throws {
        let fixture = try GuardFixture()
        let session = try Self.session(fixture)
        try Self.change(fixture, to: [Upstream().url])
        let response = try fixture.refused(
            GuardFixture.request(token: try fixture.token(), "Mcp-Session-Id: \(session)"))
        #expect(response.status == 404)
        #expect(response.text.contains("\"code\":-32001"))
    }

    @Test func `a session whose upstream cannot be reached is not found, and a new one goes elsewhere`() throws {
        let fixture = try GuardFixture()
        let session: String
        do {
            let gone = try Upstream()
            try Self.change(fixture, to: [gone.url])
            let client = try fixture.fixture.client(GuardFixture.request(token: try fixture.token()))
            var backend: Wire?
            try fixture.fixture.turn {
                if backend == nil { backend = gone.accept() }
                backend?.move()
                return backend?.text.contains("\r\n\r\n") == true
            }
            backend?.send("HTTP/1.1 204 No Content\r\nMcp-Session-Id: abc\r\nConnection: close\r\n\r\n")
            session = try #require(try fixture.fixture.response(client)["Mcp-Session-Id"])
            try Self.change(fixture, to: [gone.url, Self.url(of: fixture)])
        }
        let response = try fixture.refused(
            GuardFixture.request("POST", token: try fixture.token(), "Mcp-Session-Id: \(session)", "Content-Length: 0"))
        #expect(response.status == 404)
        #expect(response.text.contains("\"code\":-32001"))
        _ = try Self.session(fixture)
    }

    @Test(arguments: [true, false])
    func `a request that waits for the container of its session learns that it is gone`(_ hasAnother: Bool) throws {
        let fixture = try GuardFixture(settings: { $0.maximumUpstreamConnections = 1 }) { proxy in
            proxy.target = nil
            proxy.trafficPolicy.service = "echo"
        }
        var revision: Revision = 1
        func put(_ phase: ServiceEndpoints.Phase, _ urls: UpstreamURL...) {
            var endpoints = ServiceEndpoints(service: "echo", node: "n", phase: phase, updatedAt: 1)
            endpoints.upstreams = urls
            endpoints.waitMS = 60_000
            revision += 1
            fixture.fixture.worker.apply(ChangeSet(revision: revision, changes: [.put(.serviceEndpoints(endpoints))]))
        }
        put(.ready, try Self.url(of: fixture))
        let session = try Self.session(fixture)
        let first = try fixture.fixture.client(GuardFixture.request(token: try fixture.token()))
        let backend = try fixture.fixture.backend()
        _ = try fixture.fixture.request(backend)
        let queued = try fixture.fixture.client(
            GuardFixture.request(token: try fixture.token(), "Mcp-Session-Id: \(session)"))
        try fixture.fixture.turn { fixture.fixture.served.contains { $0.exchange?.queuedAt != nil } }
        let other = try Upstream()
        if hasAnother { put(.ready, other.url) } else { put(.starting) }
        #expect(try fixture.fixture.response(queued).status == 404)
        backend.send("HTTP/1.1 204 No Content\r\n\r\n")
        #expect(try fixture.fixture.response(first).status == 204)
        try fixture.fixture.turn { backend.isEnded }
        #expect(backend.received.isEmpty && other.accept() == nil)
    }
}
