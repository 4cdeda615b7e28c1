import ACME
import ProxyModel
import Synchronization
import TestSupport
import Testing

/// Nodes that share a store, a configuration, an authority and the time.
final class SimulatedWorld: Sendable {
    struct Killed: Error {}

    let clock = ManualClock()
    let configuration = SimulatedConfiguration()
    let store: MemoryIssuanceStore
    let recorded: RecordedIssuanceStore
    let authority: SimulatedAuthority
    let random: Mutex<SeededGenerator>
    let issuances: Issuances
    /// What a node does at its fault points.
    let fault = Mutex<(@Sendable (FaultPoint.Place, String) async throws -> Void)?>(nil)
    /// Every progress that was written, in its order.
    let written = Mutex<[Issuance]>([])
    /// The attempts that orders were made for, by the name of the certificate, as it was written before each.
    let orderedAttempts = Mutex<[String: [Int64]]>([:])
    /// The certificates that were checked, with their bundles.
    private let whole = Mutex<[String: [UInt8]]>([:])
    var settings: IssuerSettings { IssuerSettings(defaultIssuer: "https://ca.test/directory") }

    init(seed: UInt64 = 1) throws {
        let clock = clock
        store = MemoryIssuanceStore(now: { clock.now })
        recorded = RecordedIssuanceStore(store)
        authority = try SimulatedAuthority(configuration, clock)
        random = Mutex(SeededGenerator(seed: seed))
        issuances = Issuances(store)
        authority.ordering.withLock { ordering in
            ordering = { [unowned self] identifiers in noteOrder(identifiers) }
        }
    }

    func environment(_ settings: IssuerSettings? = nil) -> IssuanceEnvironment {
        var environment = IssuanceEnvironment(
            store: recorded, configuration: configuration, authorities: authority, sealer: TestSealer(),
            settings: settings ?? self.settings)
        environment.clock = clock
        environment.random = IssuanceRandom { [self] in random.withLock { $0.next() } }
        environment.observe = { [self] issuance in written.withLock { $0.append(issuance) } }
        environment.faultPoint = FaultPoint { [self] place, name in try await fault.withLock { $0 }?(place, name) }
        environment.keepsLease = false
        return environment
    }

    func driver(_ settings: IssuerSettings? = nil) -> IssuanceDriver { IssuanceDriver(environment(settings)) }

    /// Wants a certificate for a name, changed as a test wishes.
    @discardableResult
    func want(
        _ name: String = "site", _ domains: [String] = ["site.example"],
        _ change: (inout CertificateIntent) -> Void = { _ in }
    ) async throws -> CertificateIntent {
        var intent = CertificateIntent(name: name, domains: domains, createdAt: clock.now)
        change(&intent)
        configuration.put(.certificateIntent(intent))
        try await store.hasten([name], to: clock.now)
        return intent
    }

    /// Goes to when the certificate is due, works on it, and returns its progress.
    @discardableResult
    func proceed(_ name: String = "site", _ settings: IssuerSettings? = nil) async throws -> Issuance {
        clock.advance(to: store.schedule[name] ?? clock.now)
        _ = try await driver(settings).run(name)
        return try #require(try await issuances.issuance(name))
    }

    /// The progress that was written last says what the order is for.
    private func noteOrder(_ identifiers: [ACMEIdentifier]) {
        let names = Set(identifiers.map(\.value))
        guard let issuance = written.withLock({ $0.last { Set($0.work?.names ?? []) == names } }) else {
            Issue.record("an order for \(names) that was not announced")
            return
        }
        #expect(issuance.work?.stage == .ordering)
        orderedAttempts.withLock { $0[issuance.name, default: []].append(issuance.attempts) }
    }

    func next(below bound: Int) -> Int { random.withLock { Int.random(in: 0..<bound, using: &$0) } }

    /// Whether the certificate in force is whole, and what was wanted.
    func checkCertificate(_ name: String) async throws {
        guard let record = configuration.certificate(name) else { return }
        let sealed = try #require(try await configuration.sealedBundle(name))
        // What was found whole stays whole as long as nothing of it changes.
        guard whole.withLock({ $0[record.fingerprint + record.name] != sealed }) else { return }
        let bundle = try CertificateBundle(name: name, sealed: sealed, by: TestSealer())
        let key = try CertificateKey(pem: String(decoding: bundle.keyPEM, as: UTF8.self))
        let chain = try IssuedChain(
            pem: bundle.chainPEM, identifiers: record.domains.compactMap(ACMEIdentifier.init(name:)), key: key,
            now: record.notBefore)
        #expect(chain.fingerprint == record.fingerprint)
        #expect(chain.notAfter == record.notAfter)
        whole.withLock { $0[record.fingerprint + record.name] = sealed }
    }
}
