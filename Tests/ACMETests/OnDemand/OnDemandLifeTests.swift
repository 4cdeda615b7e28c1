import ProxyModel
import TestSupport
import Testing

@testable import ACME

@Suite struct `Life of a certificate that a handshake brought about` {
    private let world: SimulatedWorld
    private let uses: MemoryVolatileStore

    init() throws {
        world = try SimulatedWorld()
        let clock = world.clock
        uses = MemoryVolatileStore(now: { clock.now })
    }

    private func environment(_ status: Int = 200, isServed: Bool = true) -> OnDemandEnvironment {
        var settings = OnDemandSettings()
        settings.permissionURL = "http://127.0.0.1/may"
        var environment = OnDemandEnvironment(
            settings: settings, configuration: world.configuration, store: world.store, uses: uses,
            endpoint: PermissionEndpoint { _ in .status(status) },
            host: { _ in isServed ? OnDemandHost(pattern: .any, rules: OnDemandTLS()) : nil })
        environment.clock = world.clock
        return environment
    }

    private func run(_ environment: OnDemandEnvironment) async throws {
        var issuing = world.environment()
        issuing.onDemand = OnDemandKeeper(environment)
        _ = try await IssuanceDriver(issuing).run("site")
    }

    /// Issues, and goes to the moment of the renewal.
    private func issued() async throws -> CertificateRecord {
        try await world.want { $0.isOnDemand = true }
        try await run(environment())
        let renewal = try #require(try await world.issuances.issuance("site")?.renewal)
        world.clock.advance(to: renewal.moment)
        return try #require(world.configuration.certificate("site"))
    }

    @Test func `is renewed while clients ask for it`() async throws {
        let first = try await issued()
        await OnDemandKeeper(environment()).noteUse("site")
        try await run(environment())
        #expect(world.configuration.certificate("site")?.serial != first.serial)
    }

    @Test func `rests when nobody asks for it, and is renewed when somebody does`() async throws {
        let first = try await issued()
        try await run(environment())
        #expect(world.configuration.certificate("site") == first)
        #expect(try #require(world.store.schedule["site"]) > world.clock.now)
        await OnDemandKeeper(environment()).noteUse("site")
        #expect(world.store.schedule["site"] == world.clock.now)
        try await run(environment())
        #expect(world.configuration.certificate("site")?.serial != first.serial)
    }

    @Test func `ends with its life when nobody asks for it`() async throws {
        let first = try await issued()
        try await run(environment())
        world.clock.advance(to: first.notAfter)
        try await run(environment())
        #expect(world.configuration.intent("site") == nil && world.configuration.certificate("site") == nil)
        #expect(try await world.issuances.issuance("site") == nil)
        #expect(world.store.schedule["site"] == nil)
    }

    @Test(arguments: [(403, true), (200, false)])
    func `is not renewed any more without leave or permission`(status: Int, isServed: Bool) async throws {
        let first = try await issued()
        await OnDemandKeeper(environment()).noteUse("site")
        try await run(environment(status, isServed: isServed))
        #expect(world.configuration.certificate("site") == first)
    }

    @Test func `is renewed when the endpoint gives no answer`() async throws {
        let first = try await issued()
        await OnDemandKeeper(environment()).noteUse("site")
        var silent = environment()
        silent.endpoint = PermissionEndpoint { _ in .none("it is away") }
        try await run(silent)
        #expect(world.configuration.certificate("site")?.serial != first.serial)
    }

    @Test func `is renewed by hand all the same`() async throws {
        let first = try await issued()
        var intent = try #require(world.configuration.intent("site"))
        intent.renewalRequestedAt = world.clock.now
        world.configuration.put(.certificateIntent(intent))
        try await run(environment())
        #expect(world.configuration.certificate("site")?.serial != first.serial)
    }

    @Test func `is given up when it cannot be had within an hour`() {
        var facts = OnDemandLife.Facts(
            intent: CertificateIntent(name: "site", domains: ["site.example"], createdAt: 0), certificate: nil,
            issuance: Issuance(name: "site", now: 0), isUsed: true, isPermitted: true)
        #expect(OnDemandLife.verdict(facts, now: 3_600_000) == .proceed)
        facts.issuance?.failures = 1
        #expect(OnDemandLife.verdict(facts, now: 3_599_999) == .proceed)
        #expect(OnDemandLife.verdict(facts, now: 3_600_000) == .end)
    }

    @Test func `leaves certificates of operators alone`() async throws {
        try await world.want()
        try await run(environment(403, isServed: false))
        let first = try #require(world.configuration.certificate("site"))
        world.clock.advance(to: first.notAfter)
        try await run(environment(403, isServed: false))
        #expect(world.configuration.certificate("site")?.serial != first.serial)
    }
}
