import ACME
import ProxyModel
import Synchronization
import TestSupport
import Testing

@Suite struct `Failed issuance` {
    private static let production = "https://acme-v02.api.letsencrypt.org/directory"
    private static let staging = "https://acme-staging-v02.api.letsencrypt.org/directory"
    private let world: SimulatedWorld
    private let settings = IssuerSettings()

    init() throws { world = try SimulatedWorld() }

    private func refuse(
        _ kind: ACMEProblem.Kind, _ words: String = "no", retryAfter: Int64? = nil, at directory: String? = nil
    ) {
        let status = kind == .rateLimited ? 429 : kind == .serverInternal ? 500 : 400
        let problem = ACMEProblem(kind, detail: words, status: status, retryAfter: retryAfter)
        world.authority.fault.withLock { fault in
            fault = { call throws(ACMEFailure) in
                if call.method == "authority", directory == nil || call.subject == directory { throw .problem(problem) }
            }
        }
    }

    @Test func `says why in words, and waits longer each time`() async throws {
        try await world.want()
        world.authority.verdict.withLock { $0 = { _, _ in ACMEProblem(.connection, detail: "Timeout during connect") } }
        var waits: [Int64] = []
        for _ in 0..<8 {
            let issuance = try await world.proceed()
            #expect(issuance.phase == .failed)
            #expect(issuance.failure?.kind == .validation)
            #expect(issuance.failure?.names == ["site.example"])
            #expect(issuance.failure?.words.contains("Timeout during connect") == true)
            #expect(world.configuration.challenges.isEmpty)
            waits.append((issuance.nextAttempt - world.clock.now) / 60_000)
        }
        for (wait, minutes) in zip(waits, [1, 2, 5, 10, 20, 30, 60, 60] as [Int64]) {
            #expect(wait >= minutes && wait <= minutes + minutes / 10)
        }
    }

    @Test func `asks the test system first after a failure, and the authority once that is content`() async throws {
        try await world.want()
        world.authority.verdict.withLock { $0 = { _, _ in ACMEProblem(.dns, detail: "NXDOMAIN") } }
        #expect(try await world.proceed("site", settings).history.map(\.isRehearsal) == [false])
        #expect(try await world.proceed("site", settings).history.map(\.isRehearsal) == [false, true])
        world.authority.verdict.withLock { $0 = nil }
        let issuance = try await world.proceed("site", settings)
        #expect(issuance.history.map(\.outcome) == [.failed, .failed, .rehearsed, .issued])
        #expect(
            world.authority.orders.map(\.directory) == [Self.production, Self.staging, Self.staging, Self.production])
        #expect(world.configuration.challenges.isEmpty)
    }

    @Test func `goes on with the authority when the test system is away`() async throws {
        try await world.want()
        world.authority.verdict.withLock { $0 = { _, _ in ACMEProblem(.dns, detail: "NXDOMAIN") } }
        try await world.proceed("site", settings)
        world.authority.verdict.withLock { $0 = nil }
        refuse(.serverInternal, at: Self.staging)
        #expect(try await world.proceed("site", settings).phase == .failed)
        #expect(try await world.proceed("site", settings).phase == .issued)
    }

    @Test func `asks the next issuer at once when one does not work`() async throws {
        try await world.want { $0.issuers = ["letsencrypt", "zerossl"] }
        refuse(.serverInternal, at: Self.production)
        let issuance = try await world.proceed("site", settings)
        #expect(issuance.history.map(\.issuer) == ["letsencrypt", "zerossl"])
        #expect(issuance.phase == .issued && issuance.issuerIndex == 0)
        #expect(issuance.issuedBy == IssuerPreset.zeroSSL.directoryURL)
    }

    @Test func `shows when a limit ends instead of an error, and waits for it`() async throws {
        try await world.want()
        refuse(.rateLimited, "too many certificates already issued for this exact set", retryAfter: 7_200_000)
        let issuance = try await world.proceed("site", settings)
        #expect(issuance.phase == .pending)
        #expect(issuance.failure?.kind == .limited && issuance.failures == 0)
        #expect(issuance.failure?.retryAt == issuance.nextAttempt)
        #expect(issuance.nextAttempt == world.clock.now + 7_200_000)
        world.authority.fault.withLock { $0 = nil }
        try await world.store.hasten(["site"], to: world.clock.now)
        #expect(try await world.proceed("site", settings).history.count == 1)
        #expect(world.authority.orders.isEmpty)
        #expect(try await world.proceed("site", settings).phase == .issued)
    }

    @Test func `tells all nodes of a limit on new orders`() async throws {
        try await world.want()
        try await world.want("other", ["other.example"])
        refuse(.rateLimited, "too many new orders recently", retryAfter: 600_000)
        let end = try await world.proceed("site", settings).nextAttempt
        world.authority.fault.withLock { $0 = nil }
        let other = try await world.proceed("other", settings)
        #expect(other.failure?.kind == .limited && other.nextAttempt == end && other.attempts == 0)
    }

    @Test func `keeps the limits of the authority by itself`() async throws {
        for index in 0..<6 { try await world.want("site\(index)", ["a.site.example", "b.site.example"]) }
        for index in 0..<5 { #expect(try await world.proceed("site\(index)", settings).phase == .issued) }
        let issuance = try await world.proceed("site5", settings)
        #expect(issuance.phase == .pending && issuance.failure?.kind == .limited)
        #expect(world.authority.orders.count == 5)
        #expect(issuance.nextAttempt > world.clock.now + 30 * 3_600_000)
    }

    @Test func `shows where a paused account is unpaused, and asks once a day`() async throws {
        try await world.want()
        refuse(
            .rateLimited,
            "Your account is temporarily prevented from requesting certificates for site.example. "
                + "Please visit: https://portal.letsencrypt.org/sfe/v1/unpause?jwt=abc.")
        let issuance = try await world.proceed("site", settings)
        #expect(issuance.failure?.kind == .paused)
        #expect(issuance.failure?.link == "https://portal.letsencrypt.org/sfe/v1/unpause?jwt=abc")
        #expect(issuance.nextAttempt >= world.clock.now + 86_400_000)
    }

    @Test func `tries again at once when an operator asks, or wants something else`() async throws {
        let intent = try await world.want()
        refuse(.rejectedIdentifier)
        try await world.proceed()
        let failed = try await world.proceed()
        #expect(failed.failures == 2)
        world.authority.fault.withLock { $0 = nil }
        try await world.store.hasten(["site"], to: world.clock.now)
        world.clock.advance(by: 1_000)
        #expect(try await world.driver().run("site"))
        #expect(try await world.issuances.issuance("site")?.history.count == 2)
        var asked = intent
        asked.renewalRequestedAt = world.clock.now
        world.configuration.put(.certificateIntent(asked))
        #expect(try await world.driver().run("site"))
        #expect(try await world.issuances.issuance("site")?.phase == .issued)
    }

    @Test func `says which issuer is not known`() async throws {
        try await world.want { $0.issuers = ["nobody"] }
        let issuance = try await world.proceed()
        #expect(issuance.failure?.kind == .configuration)
        #expect(issuance.failure?.words.contains("'nobody'") == true)
    }

    @Test func `says that a wildcard takes a dns provider`() async throws {
        try await world.want("wild", ["*.site.example"])
        let issuance = try await world.proceed("wild")
        #expect(issuance.failure?.words.contains("dns-01") == true)
        #expect(issuance.failure?.kind == .configuration)
    }

    @Test func `does not order what a check forbids`() async throws {
        struct Check: IssuancePreflight {
            func findings(_ intent: CertificateIntent, issuer: Issuer) async -> [PreflightFinding] {
                [
                    PreflightFinding(.resolution, "site.example", .warning, "it may not work"),
                    PreflightFinding(.caa, "site.example", .blocking, "CAA of 'site.example' forbids it"),
                ]
            }
        }
        try await world.want()
        var environment = world.environment()
        environment.preflight = Check()
        #expect(try await IssuanceDriver(environment).run("site"))
        let issuance = try #require(try await world.issuances.issuance("site"))
        #expect(issuance.failure?.words == "CAA of 'site.example' forbids it")
        #expect(world.authority.orders.isEmpty)
    }

    @Test func `gives up an attempt whose authority never comes to an end`() async throws {
        try await world.want()
        world.authority.fault.withLock { fault in
            fault = { call throws(ACMEFailure) in
                if call.method == "authorization" { throw .transport("it hangs") }
            }
        }
        let begin = world.clock.now
        let issuance = try await world.proceed()
        #expect(issuance.failure?.kind == .unreachable)
        #expect(world.clock.now - begin <= 21 * 60_000)
        #expect(world.authority.orders.count == 1)
    }
}
