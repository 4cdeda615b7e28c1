import ACME
import ProxyModel
import Synchronization
import TestSupport
import Testing

@Suite struct `Issuance driver` {
    private let world: SimulatedWorld

    init() throws { world = try SimulatedWorld() }

    @Test func `issues, stores whole and leaves nothing behind`() async throws {
        try await world.want("site", ["site.example", "www.site.example"])
        let issuance = try await world.proceed()
        #expect(issuance.phase == .issued)
        #expect(issuance.work == nil && issuance.failure == nil)
        #expect(issuance.history.map(\.outcome) == [.issued])
        #expect(world.authority.orders.count == 1)
        #expect(world.configuration.certificate("site")?.domains == ["site.example", "www.site.example"])
        #expect(world.configuration.certificate("site")?.origin == .acme)
        try await world.checkCertificate("site")
        #expect(world.configuration.challenges.isEmpty)
        let renewal = try #require(issuance.renewal)
        #expect(world.store.schedule["site"] == issuance.nextAttempt)
        #expect(issuance.nextAttempt > world.clock.now && issuance.nextAttempt <= renewal.moment)
        #expect(try await world.store.acquire("site", lifetime: 1) != nil)
    }

    @Test func `shows the phases in their order`() async throws {
        try await world.want()
        try await world.proceed()
        var phases: [Issuance.Phase] = []
        for phase in world.written.withLock({ $0.map(\.phase) }) where phases.last != phase { phases.append(phase) }
        #expect(phases == [.pending, .ordered, .validating, .issued])
    }

    @Test func `does nothing while another node works on it`() async throws {
        try await world.want()
        _ = try await world.store.acquire("site", lifetime: 1_000)
        #expect(try await world.driver().run("site") == false)
        #expect(world.authority.orders.isEmpty)
    }

    @Test(arguments: [CertificateKeyType.p384, .rsa2048])
    func `makes the kind of key that is wanted`(type: CertificateKeyType) async throws {
        try await world.want { $0.keyType = type }
        try await world.proceed()
        try await world.checkCertificate("site")
        #expect(world.configuration.certificate("site")?.keyType == type.family)
    }

    @Test(arguments: [true, false])
    func `keeps the key at renewals when it is to be reused`(reuses: Bool) async throws {
        try await world.want { $0.reusesKey = reuses }
        try await world.proceed()
        let first = try await key()
        let renewed = try await renew()
        #expect(renewed.history.map(\.outcome) == [.issued, .issued])
        #expect(try await (key() == first) == reuses)
    }

    @Test func `tells the authority what a renewal replaces, and orders without it when it is replaced already`()
        async throws
    {
        try await world.want()
        let first = try await world.proceed()
        world.authority.fault.withLock { fault in
            fault = { [clock = world.clock] call throws(ACMEFailure) in
                let isRenewal = clock.now > (first.renewal?.moment ?? 0) - 1
                if call.method == "newOrder", !call.isDone, isRenewal,
                    Self.refusals.withLock({
                        $0 += 1; return $0
                    }) == 1
                {
                    throw .problem(ACMEProblem(.alreadyReplaced, detail: "replaced", status: 409))
                }
            }
        }
        Self.refusals.withLock { $0 = 0 }
        let renewed = try await renew()
        #expect(renewed.phase == .issued)
        #expect(world.authority.orders.map(\.replaces) == [nil, nil])
        let again = try await renew()
        #expect(again.phase == .issued)
        #expect(world.authority.orders.last?.replaces == renewed.renewal?.certificate)
        #expect(again.history.map(\.outcome) == [.issued, .issued, .issued])
    }

    private static let refusals = Mutex(0)

    @Test func `takes an error of a challenge that stays pending for the refusal that it is`() async throws {
        world.authority.leavesPending.withLock { $0 = true }
        world.authority.verdict.withLock { verdict in
            verdict = { _, _ in ACMEProblem(.connection, detail: "nobody answers", status: 400) }
        }
        try await world.want()
        let begin = world.clock.now
        let issuance = try await world.proceed()
        #expect(issuance.phase == .failed)
        #expect(issuance.failure?.words.contains("nobody answers") == true)
        #expect(world.clock.now - begin < 60_000)
    }

    @Test func `renews within a window that the authority moves to now`() async throws {
        try await world.want()
        let first = try await world.proceed()
        let now = world.clock.now
        world.authority.state.withLock {
            $0.window = RenewalWindow(start: now, end: now + 3_600_000, explanationURL: "https://why")
        }
        let told = try await world.proceed()
        let moment = try #require(told.renewal?.moment)
        if told.history.count == 1 {
            #expect(told.renewal?.explanation == "https://why")
            #expect(moment < world.clock.now + 3_600_000)
            world.clock.advance(to: moment)
            try await world.store.hasten(["site"], to: world.clock.now)
            #expect(try await world.proceed().history.count == 2)
        }
        #expect(world.configuration.certificate("site")?.notAfter != first.renewal?.notAfter)
    }

    @Test func `orders anew when other names are wanted`() async throws {
        try await world.want()
        try await world.proceed()
        try await world.want("site", ["site.example", "more.example"])
        let issuance = try await world.proceed()
        #expect(issuance.history.map(\.outcome) == [.issued, .issued])
        #expect(world.configuration.certificate("site")?.domains == ["site.example", "more.example"])
    }

    @Test func `orders anew when an operator asks for it`() async throws {
        let intent = try await world.want()
        try await world.proceed()
        var asked = intent
        world.clock.advance(by: 5_000)
        asked.renewalRequestedAt = world.clock.now
        world.configuration.put(.certificateIntent(asked))
        try await world.store.hasten(["site"], to: world.clock.now)
        #expect(try await world.proceed().history.count == 2)
        try await world.store.hasten(["site"], to: world.clock.now)
        #expect(try await world.proceed().history.count == 2)
    }

    @Test func `forgets what is not wanted any more, with what was put for the authority`() async throws {
        try await world.want()
        world.fault.withLock { fault in
            fault = { [configuration = world.configuration] place, _ in
                if place == .done, !configuration.challenges.isEmpty { throw SimulatedWorld.Killed() }
            }
        }
        await #expect(throws: SimulatedWorld.Killed.self) { try await world.proceed() }
        #expect(world.configuration.challenges.count == 1)
        world.fault.withLock { $0 = nil }
        world.configuration.delete(RecordKey(.certificateIntents, "site"))
        world.clock.advance(by: 60_000)
        #expect(try await world.driver().run("site"))
        #expect(world.configuration.challenges.isEmpty)
        #expect(try await world.issuances.issuance("site") == nil)
        #expect(world.store.schedule["site"] == nil)
    }

    @Test func `answers with the account's new key when it was rolled meanwhile`() async throws {
        try await world.want("site", ["site.example", "www.site.example"])
        world.fault.withLock { fault in
            fault = { [world] place, _ in
                guard place == .published else { return }
                world.fault.withLock { $0 = nil }
                world.authority.key.withLock { $0 = AccountKey() }
            }
        }
        let issuance = try await world.proceed()
        #expect(issuance.phase == .issued && issuance.history.map(\.outcome) == [.issued])
        #expect(world.configuration.challenges.isEmpty)
    }

    @Test func `does not take a certificate for another key`() async throws {
        try await world.want()
        world.authority.lifetime.withLock { $0 = -86_400_000 }
        let issuance = try await world.proceed()
        #expect(issuance.failure?.kind == .certificate)
        #expect(world.configuration.certificate("site") == nil)
    }

    @Test func `keeps the certificate at hand while its renewal fails`() async throws {
        try await world.want()
        try await world.proceed()
        world.authority.fault.withLock { fault in
            fault = { call throws(ACMEFailure) in if call.method == "newOrder" { throw .transport("away") } }
        }
        var issuance = try await renew()
        for _ in 0..<30 { issuance = try await world.proceed() }
        #expect(issuance.phase == .failed)
        #expect(issuance.failures == 31)
        #expect(issuance.history.count == Issuance.historyLimit)
        #expect(world.configuration.certificate("site") != nil)
        world.authority.fault.withLock { $0 = nil }
        #expect(try await world.proceed().phase == .issued)
    }

    private func key() async throws -> [UInt8] {
        let sealed = try #require(try await world.configuration.sealedBundle("site"))
        return try CertificateBundle(name: "site", sealed: sealed, by: TestSealer()).keyPEM
    }

    /// Goes to the renewal and does it.
    private func renew() async throws -> Issuance {
        let issuance = try #require(try await world.issuances.issuance("site"))
        world.clock.advance(to: issuance.renewal?.moment ?? 0)
        try await world.store.hasten(["site"], to: world.clock.now)
        return try await world.proceed()
    }
}
