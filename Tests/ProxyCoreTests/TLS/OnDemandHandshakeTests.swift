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

    @Test func `wait in a bounded number, those that left in vain among them`() async throws {
        var clients = try clients(20)
        try await turn(clients) { waiting(20) }
        clients.removeAll()
        try await fixture.turnWithTasks { fixture.served.isEmpty }
        let late = try self.clients(1)
        try await turn(late) { late[0].hasFailed }
        fixture.worker.tls.refuseOnDemand("a.shops.test", for: 0)
        let again = try self.clients(1)
        try await turn(again) { waiting(1) }
    }
}
