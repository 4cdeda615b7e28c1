import ProxyModel
import Reactor
import Synchronization
import TestSupport
import Testing

@testable import ProxyCore

/// Handshakes for names whose certificates are obtained while they wait, at a real worker.
@Suite struct OnDemandHandshakeTests {
    private final class Told: Sendable {
        let notices = Mutex<[OnDemandGate.Notice]>([])
    }

    private static let authority = Result { try TestCertificate.authority() }
    private static let leaf = Result {
        try TestCertificate.make(["a.shops.test", "b.shops.test"], issuer: authority.get())
    }

    private let told = Told()
    private let fixture: WorkerFixture
    private let trust: TLSTrust

    init() throws {
        let told = told
        let leaf = try Self.leaf.get()
        trust = .authorities(try Self.authority.get().chain)
        var role = Listener.Role()
        role.isTLS = true
        var settings = WorkerSettings()
        settings.timeouts.handshake = 600_000
        var limits = OnDemandGate.Limits()
        limits.waitingOfClient = 20
        limits.wait = 600_000
        fixture = try WorkerFixture(
            settings, role: role,
            certificates: { CertificateBundle(name: $0, chainPEM: leaf.chain, keyPEM: leaf.key) },
            onDemand: OnDemandGate(limits: limits) { notice in told.notices.withLock { $0.append(notice) } })
        var proxy = ProxyTarget(hostname: try HostPattern("*.shops.test"), target: nil, createdAt: 1)
        proxy.onDemandTLS = OnDemandTLS()
        fixture.worker.apply(ChangeSet(revision: 1, changes: [.put(.proxy(proxy))]))
    }

    private var notices: [OnDemandGate.Notice] { told.notices.withLock { $0 } }

    private func clients(_ count: Int, _ host: String = "a.shops.test") throws -> [TLSWire] {
        try (0..<count).map { _ in try TLSWire(fixture.connect(), host: host, trust: trust) }
    }

    private func turn(_ clients: [TLSWire], until condition: () -> Bool) async throws {
        try await fixture.turnWithTasks {
            for client in clients { client.move() }
            return condition()
        }
    }

    private func issue(_ host: String) {
        fixture.worker.apply(
            ChangeSet(
                revision: 2,
                changes: [.put(.certificate(.test("on-demand.\(host)", domains: [host], notAfter: .max)))]))
    }

    private func waiting(_ count: Int) -> Bool { fixture.served.count { $0.isAwaitingCertificate } == count }

    @Test func `wait for the certificate and go on when it is there`() async throws {
        let clients = try clients(10)
        try await turn(clients) { waiting(10) }
        #expect(notices == [.wanted(name: "a.shops.test", client: "127.0.0.1")])
        issue("a.shops.test")
        try await turn(clients) { clients.allSatisfy(\.isComplete) }
        #expect(notices.contains(.used(certificate: "on-demand.a.shops.test")))
    }

    @Test func `end when the certificate is refused, and not those for another name`() async throws {
        let (refused, others) = (try clients(5), try clients(5, "b.shops.test"))
        try await turn(refused + others) { waiting(10) }
        fixture.worker.tls.refuseOnDemand("a.shops.test", for: 60_000)
        try await turn(refused + others) { refused.allSatisfy(\.hasFailed) }
        #expect(waiting(5))
        let late = try clients(1)
        try await turn(late) { late[0].hasFailed }
        #expect(notices.count == 2)
    }

    @Test func `are told of again where no refusal is remembered`() async throws {
        let first = try clients(1)
        try await turn(first) { waiting(1) }
        fixture.worker.tls.refuseOnDemand("a.shops.test", for: 0)
        try await turn(first) { first[0].hasFailed }
        let second = try clients(1)
        try await turn(second) { waiting(1) }
        #expect(notices.count == 2)
    }

    @Test func `wait in a bounded number`() async throws {
        let clients = try clients(20)
        try await turn(clients) { waiting(20) }
        let late = try self.clients(1)
        try await turn(late) { late[0].hasFailed }
        fixture.worker.tls.refuseOnDemand("a.shops.test", for: 0)
        let again = try self.clients(1)
        try await turn(again) { waiting(1) }
    }

    @Test(arguments: [false, true])
    func `make room for others when they leave or take too long`(isLate: Bool) async throws {
        var clients = try clients(20)
        for _ in 0..<3 {
            try await turn(clients) { waiting(20) }
            if isLate {
                for client in fixture.served { client.deadlineReached() }
            } else {
                clients.removeAll()
            }
            try await turn(clients) { fixture.served.isEmpty }
            #expect(fixture.worker.tls.waiting.count == 0)
            clients = try self.clients(20)
        }
        try await turn(clients) { waiting(20) }
        #expect(notices == [.wanted(name: "a.shops.test", client: "127.0.0.1")], "there was no answer yet")
    }

    @Test func `end some in each turn, so that other clients are served between`() async throws {
        let clients = try clients(20)
        try await turn(clients) { waiting(20) }
        fixture.worker.tls.refuseOnDemand("a.shops.test", for: 0)
        fixture.turnOnce()
        #expect(waiting(4))
        clients.last?.leave()
        try await turn(clients) { fixture.served.isEmpty }
        let again = try self.clients(20)
        try await turn(again) { waiting(20) }
    }

    @Test func `are not counted again when the certificate of a challenge for the name comes`() async throws {
        let clients = try clients(5)
        try await turn(clients) { waiting(5) }
        let challenge = ACMEChallengeRecord(
            type: .tlsALPN01, identifier: "a.shops.test", token: "t", keyAuthorization: "t.p", createdAt: 1)
        fixture.worker.apply(ChangeSet(revision: 2, changes: [.put(.acmeChallenge(challenge))]))
        let authority = try TLSWire(fixture.connect(), host: "a.shops.test", trust: trust, protocols: [.acmeTLS])
        try await turn(clients + [authority]) { authority.isComplete && waiting(5) }
        #expect(fixture.worker.tls.waiting.count == 5)
        let others = try self.clients(15)
        try await turn(others) { waiting(20) }
    }

    @Test(arguments: [false, true])
    func `wait again once a host has changed or is gone`(isGone: Bool) async throws {
        let own = ProxyTarget(hostname: try HostPattern("a.shops.test"), target: nil, createdAt: 1)
        fixture.worker.tls.refuseOnDemand("a.shops.test", for: 60_000)
        let first = try clients(1)
        try await turn(first) { first[0].hasFailed }
        fixture.worker.apply(
            ChangeSet(
                revision: 2, changes: [isGone ? .delete(RecordKey(.proxies, "a.shops.test")) : .put(.proxy(own))]))
        let second = try clients(1)
        try await turn(second) { waiting(1) }
    }

    @Test func `do not wait when the whole configuration has come without the host`() async throws {
        fixture.worker.load(ConfigurationSnapshot())
        let clients = try clients(1)
        try await turn(clients) { clients[0].hasFailed }
        #expect(notices.isEmpty)
    }

    @Test func `end when the worker does`() async throws {
        let clients = try clients(20)
        try await turn(clients) { waiting(20) }
        let isDrained = Mutex(false)
        fixture.worker.drain { isDrained.withLock { $0 = true } }
        try await turn(clients) { clients.allSatisfy(\.hasFailed) && isDrained.withLock { $0 } }
        #expect(fixture.worker.tls.waiting.count == 0)
    }

    @Test func `end when the client had finished sending before`() async throws {
        let descriptor = try fixture.connect()
        let client = try TLSWire(descriptor, host: "a.shops.test", trust: trust)
        client.move()
        client.leave()
        try await turn([client]) { fixture.worker.counters.accepted == 1 && fixture.served.isEmpty }
        #expect(fixture.worker.tls.waiting.count == 0)
    }
}
