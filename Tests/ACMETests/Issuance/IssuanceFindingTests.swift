import ProxyModel
import TestSupport
import Testing

@testable import ACME

@Suite struct `What checks before an order found` {
    private struct Check: IssuancePreflight {
        let found: [PreflightFinding]

        func findings(_ intent: CertificateIntent, issuer: Issuer) async -> [PreflightFinding] { found }
    }

    private let world: SimulatedWorld

    init() throws { world = try SimulatedWorld() }

    private func run(_ found: [PreflightFinding]) async throws -> Issuance {
        var environment = world.environment()
        environment.preflight = Check(found: found)
        #expect(try await IssuanceDriver(environment).run("site"))
        return try #require(try await world.issuances.issuance("site"))
    }

    private static let warning = PreflightFinding(.ownChallenge, "site.example", .warning, "port 80 is closed")
    private static let blocking = PreflightFinding(.caa, "site.example", .blocking, "CAA forbids it")

    @Test func `is kept although it did not keep from ordering`() async throws {
        try await world.want()
        let issuance = try await run([Self.warning])
        #expect(issuance.phase == .issued && issuance.failure == nil)
        #expect(issuance.findings == [Self.warning])
        #expect(try await world.store.failures() == 0)
    }

    @Test func `is kept whole where it did, what is blocking first`() async throws {
        try await world.want()
        let issuance = try await run([Self.warning, Self.blocking])
        #expect(issuance.failure?.words == "CAA forbids it" && issuance.failure?.names == ["site.example"])
        #expect(issuance.findings == [Self.blocking, Self.warning])
        #expect(world.authority.orders.isEmpty)
        #expect(try await world.store.failures() == 1)
    }

    @Test func `is forgotten with the next order`() async throws {
        try await world.want()
        _ = try await run([Self.blocking])
        world.clock.advance(by: 86_400_000)
        let issuance = try await run([])
        #expect(issuance.phase == .issued && issuance.findings.isEmpty)
        #expect(try await world.store.failures() == 0)
    }

    @Test func `never makes a progress that cannot be read again`() async throws {
        try await world.want()
        let words = String(repeating: "ä\n", count: 20_000)
        let many = (0..<300).map { PreflightFinding(.resolution, "n\($0).example", .blocking, words) }
        let issuance = try await run(many)
        #expect(issuance.findings.count == Issuance.findingLimit)
        #expect(issuance.failure?.kind == .preflight)
    }
}
