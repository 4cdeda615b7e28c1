import ProxyCore
import ProxyModel
import Reactor
import TestSupport
import Testing

/// Handshakes through a context, its resolver and the shared cache.
@Suite struct CertificateChangeTests {
    private static let authority = Result { try TestCertificate.authority() }

    private let script = LoaderScript()
    private let outcomes = OutcomeQueue()
    private let shared: SharedCertificateCache
    private let resolver: CertificateResolver
    private let context: TLSServerContext
    private let clientContext: TLSClientContext

    init() throws {
        let library = try TLSLibrary()
        shared = SharedCertificateCache(
            limits: CertificateCacheLimits(loadTimeout: .seconds(600)), loader: script.loader)
        resolver = CertificateResolver(library: library, shared: shared, unknownName: .reject) { [outcomes] in
            outcomes.put($0)
        }
        context = try TLSServerContext(
            library: library, policy: TLSServerPolicy(), ticketKeys: TicketKeys(current: .random()), selector: resolver)
        let trust = TLSTrust.authorities(try Self.authority.get().chain)
        clientContext = try TLSClientContext(library: TLSLibrary(), policy: TLSClientPolicy(trust: trust))
    }

    @Test func `gives a replaced certificate to the next handshake and leaves running connections alone`() async throws
    {
        resolver.put(.test("one", domains: ["old.example"]))
        let running = try connect("old.example")
        #expect(running.advance() == .wantCertificate(.name("old.example")))
        try await load("one", for: "old.example", call: 1)
        #expect(running.advance() == .complete)

        shared.invalidate("one")
        resolver.put(.test("one", domains: ["old.example", "new.example"]))
        let next = try connect("new.example")
        #expect(next.advance() == .wantCertificate(.name("new.example")))
        #expect(running.exchanges("meanwhile"))
        // The client verifies the name, so only the replacement can complete this.
        try await load("one", for: "new.example", call: 2)
        #expect(next.advance() == .complete)
        #expect(next.isClientComplete)
        #expect(running.exchanges("afterwards"))
    }

    @Test func `delays no other name by one that loads slowly`() async throws {
        resolver.put(.test("slow", domains: ["slow.example"]))
        resolver.put(.test("fast", domains: ["fast.example"]))
        let slow = try connect("slow.example")
        #expect(slow.advance() == .wantCertificate(.name("slow.example")))
        let fast = try connect("fast.example")
        #expect(fast.advance() == .wantCertificate(.name("fast.example")))
        try await load("fast", for: "fast.example", call: 2)
        #expect(fast.advance() == .complete)
        #expect(fast.exchanges("served"))
        #expect(slow.advance() == .wantCertificate(.name("slow.example")))
        try await load("slow", for: "slow.example", call: 2)
        #expect(slow.advance() == .complete)
    }

    @Test func `ends a handshake whose certificate cannot be had`() async throws {
        resolver.put(.test("one", domains: ["a.example"]))
        let visitor = try connect("a.example")
        #expect(visitor.advance() == .wantCertificate(.name("a.example")))
        await script.calls(reach: 1)
        script.answer("one", .failure(LoaderScript.Failure()))
        for outcome in await outcomes.take(1) { _ = resolver.receive(outcome) }
        #expect(visitor.advance() == .failed(.refused(.internalError)))
    }

    private func load(_ name: String, for host: String, call: Int) async throws {
        await script.calls(reach: call)
        let made = try TestCertificate.make([host], issuer: Self.authority.get())
        script.answer(name, .success(CertificateBundle(name: name, chainPEM: made.chain, keyPEM: made.key)))
        for outcome in await outcomes.take(1) { #expect(resolver.receive(outcome) == [.name(host)]) }
    }

    private func connect(_ host: String) throws -> Visit {
        let sockets = try SocketPair()
        return Visit(
            sockets: sockets, server: try TLSSession(server: context, descriptor: sockets.server),
            client: try TLSSession(client: clientContext, descriptor: sockets.client, host: host))
    }
}

/// One connection with both of its ends.
private final class Visit {
    private let sockets: SocketPair
    private let server: TLSSession
    private let client: TLSSession
    private(set) var isClientComplete = false

    init(sockets: SocketPair, server: consuming TLSSession, client: consuming TLSSession) {
        self.sockets = sockets
        self.server = server
        self.client = client
    }

    /// Drives both ends and tells where the server's stands.
    func advance() -> TLSHandshakeStep {
        var step = TLSHandshakeStep.wantRead
        for _ in 0..<8 {
            client.socketReadable()
            if client.handshake() == .complete { isClientComplete = true }
            server.socketReadable()
            step = server.handshake()
        }
        return step
    }

    /// Whether a text comes through from client to server.
    func exchanges(_ text: String) -> Bool {
        let sent = Array(text.utf8)
        guard unsafe sent.withUnsafeBytes({ unsafe client.write($0) }) == .bytes(sent.count) else { return false }
        var received = [UInt8](repeating: 0, count: 256)
        server.socketReadable()
        guard case .bytes(let count) = unsafe received.withUnsafeMutableBytes({ unsafe server.read(into: $0) }) else {
            return false
        }
        return Array(received[..<count]) == sent
    }
}
