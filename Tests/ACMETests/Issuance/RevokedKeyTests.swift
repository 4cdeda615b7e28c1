import ACME
import ProxyModel
import Synchronization
import TestSupport
import Testing

@Suite struct `A key that is used again` {
    private let world: SimulatedWorld

    init() throws { world = try SimulatedWorld() }

    private func key() async throws -> [UInt8] {
        let sealed = try #require(try await world.configuration.sealedBundle("site"))
        return try CertificateBundle(name: "site", sealed: sealed, by: TestSealer()).keyPEM
    }

    private func begin() async throws -> [UInt8] {
        try await world.want { $0.reusesKey = true }
        let issuance = try await world.proceed()
        world.clock.advance(to: issuance.renewal?.moment ?? 0)
        try await world.store.hasten(["site"], to: world.clock.now)
        return try await key()
    }

    /// Marks the certificate at hand once the answers of the next order are published.
    private func revokeWhilePublished(thenEnd isEnd: Bool) {
        world.fault.withLock { fault in
            fault = { [world] place, _ in
                guard place == .published, var record = world.configuration.certificate("site") else { return }
                world.fault.withLock { $0 = nil }
                record.revokedAt = world.clock.now
                world.configuration.put(.certificate(record))
                if isEnd { throw SimulatedWorld.Killed() }
            }
        }
    }

    @Test func `is not certified once its certificate was revoked`() async throws {
        let first = try await begin()
        revokeWhilePublished(thenEnd: false)
        let failed = try await world.proceed()
        #expect(failed.failure?.kind == .configuration && failed.failure?.words.contains("revoked") == true)
        #expect(try await key() == first && world.configuration.challenges.isEmpty)
        let issuance = try await world.proceed()
        #expect(issuance.history.map(\.outcome) == [.issued, .failed, .issued])
        #expect(try await key() != first)
        #expect(world.configuration.certificate("site")?.revokedAt == nil)
    }

    @Test func `is given up with the attempt that a node left behind`() async throws {
        let first = try await begin()
        revokeWhilePublished(thenEnd: true)
        await #expect(throws: SimulatedWorld.Killed.self) { try await world.proceed() }
        world.clock.advance(by: 60_000)
        let issuance = try await world.proceed()
        #expect(issuance.history.map(\.outcome) == [.issued, .abandoned, .issued])
        #expect(try await key() != first)
    }

    @Test(arguments: [ACMEProblem.Kind.badPublicKey, .badCSR])
    func `is another one after the authority refused it`(kind: ACMEProblem.Kind) async throws {
        let first = try await begin()
        world.authority.fault.withLock { fault in
            fault = { call throws(ACMEFailure) in
                if call.method == "finalize" { throw .problem(ACMEProblem(kind, detail: "a weak key", status: 400)) }
            }
        }
        #expect(try await world.proceed().failure?.kind == .refused)
        world.authority.fault.withLock { $0 = nil }
        #expect(try await world.proceed().phase == .issued)
        #expect(try await key() != first)
    }
}
