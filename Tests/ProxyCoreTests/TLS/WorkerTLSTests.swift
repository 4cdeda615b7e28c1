import ProxyModel
import Reactor
import Synchronization
import TestSupport
import Testing

@testable import ProxyCore

/// TLS as clients meet it: listener, handshake, certificates and requests of a real worker.
@Suite struct WorkerTLSTests {
    private static let authority = Result { try TestCertificate.authority() }
    private static let leaf = Result {
        try TestCertificate.make(["app.test", "other.test", "localhost"], issuer: authority.get())
    }

    private let trust: TLSTrust
    private let bundle: CertificateBundle

    init() throws {
        let leaf = try Self.leaf.get()
        trust = .authorities(try Self.authority.get().chain)
        bundle = CertificateBundle(name: "one", chainPEM: leaf.chain, keyPEM: leaf.key)
    }

    private func fixture(
        tls: Bool = true, role change: (inout Listener.Role) -> Void = { _ in },
        settings edit: (inout WorkerSettings) -> Void = { _ in },
        loader: SharedCertificateCache.Loader? = nil, log: LogWriter? = nil
    ) throws -> WorkerFixture {
        var role = Listener.Role()
        role.isTLS = tls
        change(&role)
        var settings = WorkerSettings()
        // Between two turns other tests may have the machine for long.
        settings.timeouts.handshake = 600_000
        settings.timeouts.head = 600_000
        edit(&settings)
        let bundle = bundle
        let fixture = try WorkerFixture(
            settings, role: role, log: log, certificates: loader ?? { name in name == "one" ? bundle : nil })
        fixture.worker.apply(
            ChangeSet(
                revision: 1,
                changes: [.put(.certificate(.test("one", domains: ["app.test", "other.test"], notAfter: .max)))]))
        return fixture
    }

    private func client(_ fixture: WorkerFixture, _ host: String = "app.test") throws -> TLSWire {
        try TLSWire(fixture.connect(), host: host, trust: trust)
    }

    private func turn(
        _ fixture: WorkerFixture, _ clients: TLSWire..., until condition: () -> Bool
    ) async throws {
        try await fixture.turnWithTasks {
            for client in clients { client.move() }
            return condition()
        }
    }

    private func response(_ fixture: WorkerFixture, _ client: TLSWire) async throws -> WireMessage {
        var message: WireMessage?
        try await turn(fixture, client) {
            message = WireMessage.take(
                from: &client.received, hasContent: true, untilClose: true, isEnded: client.isEnded)
            return message != nil
        }
        return try #require(message)
    }

    @Test func `requests follow each other over TLS`() async throws {
        let fixture = try fixture()
        let client = try client(fixture)
        client.send("GET /0 HTTP/1.1\r\nHost: app.test\r\n\r\n")
        try await turn(fixture, client) { client.isComplete }
        var backend: Wire?
        for index in 0..<5 {
            if index > 0 { client.send("GET /\(index) HTTP/1.1\r\nHost: app.test\r\n\r\n") }
            client.move()
            let connection = try backend ?? fixture.backend()
            backend = connection
            let request = try fixture.request(connection)
            #expect(request.startLine == "GET /\(index) HTTP/1.1")
            #expect(request["X-Forwarded-Proto"] == "https")
            #expect(request["X-Forwarded-Port"] == "443")
            let content = String(repeating: "\(index)", count: 50_000)
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 50000\r\n\r\n" + content)
            #expect(try await response(fixture, client).text == content)
        }
        #expect(fixture.worker.counters.handshakes == 1)
    }

    @Test func `a name without certificate is refused`() async throws {
        let fixture = try fixture()
        let client = try client(fixture, "unknown.test")
        try await turn(fixture, client) { client.hasFailed && fixture.worker.counters.openClients == 0 }
        #expect(fixture.worker.counters.failedHandshakes == 1)
        #expect(fixture.worker.counters.handshakes == 0)
    }

    @Test(arguments: [false, true])
    func `a proxy for localhost leaves the certificate of the local CA there`(isDeleted: Bool) async throws {
        let bundle = bundle
        let fixture = try fixture(loader: { name in name == LocalCertificateName.localhost ? bundle : nil })
        fixture.worker.apply(ChangeSet(revision: 2, changes: [.put(.proxy(try proxy("localhost")))]))
        if isDeleted {
            fixture.worker.apply(ChangeSet(revision: 3, changes: [.delete(RecordKey(.proxies, "localhost"))]))
        }
        let client = try client(fixture, "localhost")
        try await turn(fixture, client) { client.isComplete || client.hasFailed }
        #expect(!client.hasFailed)
    }

    @Test func `a certificate that cannot be loaded fails its handshake and no other`() async throws {
        let bundle = bundle
        let fixture = try fixture(loader: { name in name == "one" ? bundle : nil })
        fixture.worker.apply(
            ChangeSet(
                revision: 2,
                changes: [.put(.certificate(.test("gone", domains: ["gone.test"], notAfter: .max)))]))
        let bad = try client(fixture, "gone.test")
        let good = try client(fixture)
        try await turn(fixture, bad, good) { bad.hasFailed && good.isComplete }
    }

    @Test func `a handshake waits for its certificate while others are served`() async throws {
        let script = LoaderScript()
        let fixture = try fixture(loader: script.loader)
        let slow = try client(fixture)
        try await turn(fixture, slow) { script.calls == ["one"] }
        #expect(!slow.isComplete)
        script.answer("one", .success(bundle))
        try await turn(fixture, slow) { slow.isComplete }
    }

    @Test func `a client that leaves while its certificate is loaded is forgotten`() async throws {
        let script = LoaderScript()
        let fixture = try fixture(settings: { $0.timeouts.handshake = 1_000 }, loader: script.loader)
        let client = try client(fixture)
        try await turn(fixture, client) { script.calls == ["one"] }
        client.leave()
        try await turn(fixture, client) { fixture.worker.counters.openClients == 0 }
        script.answer("one", .success(bundle))
        let next = try self.client(fixture)
        try await turn(fixture, next) { next.isComplete }
    }

    @Test func `what trickles in while a certificate is loaded does not ask for it again`() async throws {
        let script = LoaderScript()
        let fixture = try fixture(loader: script.loader)
        let descriptor = try fixture.connect()
        let client = try TLSWire(descriptor, host: "app.test", trust: trust)
        try await turn(fixture, client) { script.calls == ["one"] }
        for byte in [0x16, 0x03, 0x03] as [UInt8] {
            #expect(unsafe Socket.write(descriptor, [byte], 1) == .bytes(1))
            try fixture.pass(5)
        }
        #expect(fixture.worker.tls.waiting.count == 1)
        #expect(script.calls == ["one"])
    }

    @Test func `a client that leaves is logged as one of TLS`() async throws {
        let capture = try LogCapture()
        let fixture = try fixture(settings: { $0.timeouts.halfClosed = 30 }, log: capture.writer)
        let client = try client(fixture)
        client.send("GET / HTTP/1.1\r\nHost: app.test\r\n\r\n")
        try await turn(fixture, client) { fixture.backendCount == 1 }
        client.leave()
        try await turn(fixture, client) { fixture.served.isEmpty }
        fixture.worker.flushLog()
        let line = try #require(try capture.lines().first)
        #expect(line.contains("\"tls\":true"))
        #expect(line.contains("client_aborted"))
    }

    @Test func `a client that does not finish its handshake in time is closed`() async throws {
        let fixture = try fixture(settings: { $0.timeouts.handshake = 30 })
        let wire = try fixture.client()
        try fixture.turn { wire.isEnded }
        #expect(fixture.worker.counters.openClients == 0)
    }

    @Test func `bytes that are not TLS end the connection`() throws {
        let fixture = try fixture()
        let wire = try fixture.client("GET / HTTP/1.1\r\nHost: app.test\r\n\r\n")
        try fixture.turn { wire.isEnded }
        #expect(!wire.text.contains("200 OK"))
        #expect(fixture.worker.counters.requests == 0)
    }

    @Test func `behind a PROXY header the first byte tells TLS and plain HTTP apart`() async throws {
        let fixture = try fixture(
            tls: false,
            role: {
                $0.expectsProxyHeader = true
                $0.detectsTLS = true
            }, settings: { $0.proxyProtocolTrusted = [IPNetwork("127.0.0.0/8")].compactMap(\.self) })
        let header = "PROXY TCP4 203.0.113.9 192.0.2.1 5000 443\r\n"
        let secure = try TLSWire(fixture.connect(), host: "app.test", trust: trust, preamble: header)
        secure.send("GET / HTTP/1.1\r\nHost: app.test\r\n\r\n")
        try await turn(fixture, secure) { fixture.backendCount == 1 }
        #expect(try fixture.request(fixture.backend())["X-Forwarded-For"] == "203.0.113.9")
        let plain = try fixture.client(header + "GET / HTTP/1.1\r\nHost: unknown.test\r\n\r\n")
        #expect(try fixture.response(plain).status == 404)
    }

    @Test func `the first byte tells TLS and plain HTTP apart`() async throws {
        let fixture = try fixture(tls: false, role: { $0.detectsTLS = true })
        let secure = try client(fixture)
        secure.send("GET / HTTP/1.1\r\nHost: app.test\r\n\r\n")
        try await turn(fixture, secure) { fixture.backendCount == 1 }
        #expect(try fixture.request(fixture.backend())["X-Forwarded-Proto"] == "https")
        let plain = try fixture.client("GET / HTTP/1.1\r\nHost: unknown.test\r\n\r\n")
        #expect(try fixture.response(plain).status == 404)
    }

    @Test func `a client that does not even send its first byte is closed`() throws {
        let fixture = try fixture(
            tls: false, role: { $0.detectsTLS = true }, settings: { $0.timeouts.handshake = 30 })
        let wire = try fixture.client()
        try fixture.turn { wire.isEnded }
    }

    @Test func `plain HTTP is sent to HTTPS where a certificate exists`() throws {
        let fixture = try fixture(tls: false, settings: { $0.publicHTTPSPort = 8443 })
        let client = try fixture.client("GET /a?b HTTP/1.1\r\nHost: app.test:80\r\n\r\n")
        let response = try fixture.response(client)
        #expect(response.status == 308)
        #expect(response["Location"] == "https://app.test:8443/a?b")
        #expect(fixture.backendCount == 0)
    }

    @Test func `a connection for one host is of no use for a host with rules of its own`() async throws {
        let fixture = try fixture()
        var proxy = try ProxyTarget(hostname: HostPattern("other.test"), target: fixture.upstreamURL, createdAt: 1)
        var traffic = TrafficPolicy()
        traffic.addressAllow = ["127.0.0.0/8"]
        proxy.traffic = Boxed(traffic)
        fixture.worker.routing.apply(.put(.proxy(proxy)))
        let client = try client(fixture, "app.test")
        client.send("GET / HTTP/1.1\r\nHost: other.test\r\n\r\n")
        #expect(try await response(fixture, client).status == 421)
        #expect(fixture.backendCount == 0)
    }

    @Test func `a replaced default certificate reaches the clients that name no host`() async throws {
        let bundles = Mutex([bundle])
        let fixture = try fixture(loader: { _ in bundles.withLock { $0.last } })
        fixture.worker.tls.setDefault("one")
        let early = try client(fixture, "127.0.0.1")
        try await turn(fixture, early) { early.hasFailed }

        let leaf = try TestCertificate.make(["127.0.0.1"], issuer: Self.authority.get())
        bundles.withLock { $0.append(CertificateBundle(name: "one", chainPEM: leaf.chain, keyPEM: leaf.key)) }
        fixture.certificates.invalidate("one")
        fixture.worker.apply(
            ChangeSet(revision: 2, changes: [.put(.certificate(.test("one", domains: ["127.0.0.1"], notAfter: .max)))]))
        fixture.worker.tls.setDefault("one")
        var late = try client(fixture, "127.0.0.1")
        try await fixture.turnWithTasks {
            late.move()
            // The replacement is loaded while clients come.
            if late.hasFailed, let next = try? client(fixture, "127.0.0.1") { late = next }
            return late.isComplete
        }
    }

    @Test func `a host that waits for the default certificate gets it as its own`() async throws {
        let script = LoaderScript()
        let fixture = try fixture(loader: script.loader)
        fixture.worker.tls.setDefault("one")
        let client = try client(fixture)
        try await turn(fixture, client) { script.calls == ["one"] && fixture.worker.tls.waiting.count > 0 }
        script.answer("one", .success(bundle))
        try await turn(fixture, client) { client.isComplete || client.hasFailed }
        #expect(client.isComplete)
    }

    @Test func `a default certificate that could not be loaded is tried again`() async throws {
        let leaf = try TestCertificate.make(["127.0.0.1"], issuer: Self.authority.get())
        let bundle = CertificateBundle(name: "one", chainPEM: leaf.chain, keyPEM: leaf.key)
        let calls = Mutex(0)
        let fixture = try fixture(loader: { _ in
            let call = calls.withLock { calls in
                calls += 1
                return calls
            }
            if call == 1 { throw LoaderScript.Failure() }
            return bundle
        })
        fixture.worker.tls.setDefault("one")
        var current = try client(fixture, "127.0.0.1")
        try await fixture.turnWithTasks {
            current.move()
            if current.hasFailed, let next = try? client(fixture, "127.0.0.1") { current = next }
            return current.isComplete
        }
        #expect(calls.withLock { $0 } == 2)
    }

    @Test func `a head and what comes with it are one record`() async throws {
        let fixture = try fixture()
        let client = try client(fixture)
        client.send("GET / HTTP/1.1\r\nHost: app.test\r\n\r\n")
        try await turn(fixture, client) { fixture.backendCount == 1 }
        let backend = try fixture.backend()
        _ = try fixture.request(backend)
        // Longer than what is copied on a plain connection.
        let content = String(repeating: "x", count: 10_000)
        backend.send("HTTP/1.1 200 OK\r\nContent-Length: \(content.utf8.count)\r\n\r\n" + content)
        #expect(try await response(fixture, client).text == content)
        #expect(client.records == 1)
    }

    @Test func `what is long is sent behind the head without a copy`() async throws {
        let fixture = try fixture()
        let client = try client(fixture)
        client.send("GET / HTTP/1.1\r\nHost: app.test\r\n\r\n")
        try await turn(fixture, client) { fixture.backendCount == 1 }
        let backend = try fixture.backend()
        _ = try fixture.request(backend)
        let connection = try #require(fixture.served.first)
        connection.scratch.append("head")
        connection.isStaged = true
        let content = [UInt8](repeating: 0x78, count: 300_000)
        let isSent = unsafe content.withUnsafeBufferPointer { bytes in
            guard let start = bytes.baseAddress else { return false }
            return unsafe connection.sendBehindStaged(start, bytes.count)
        }
        #expect(isSent && !connection.isStaged && connection.scratch.isEmpty)
        try await turn(fixture, client) { client.received.count == content.count + 4 }
        #expect(client.received == Array("head".utf8) + content)
    }
}
