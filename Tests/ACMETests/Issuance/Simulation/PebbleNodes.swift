import ACME
import Crypto
import ProxyModel
import Synchronization
import TestSupport

/// Nodes that share all, in real time, with Pebble as the authority; what they publish is given to its challenge server.
final class PebbleNodes: CertificateConfiguration, ChallengeSolver, IssuanceClock {
    let shared = SimulatedConfiguration()
    let secrets = MemorySecrets()
    let issuances: Issuances
    private let store: MemoryIssuanceStore
    private let pebble: PebbleServer
    private let clock: AheadClock

    init(_ pebble: PebbleServer) {
        self.pebble = pebble
        let clock = AheadClock()
        self.clock = clock
        store = MemoryIssuanceStore(now: { clock.now })
        issuances = Issuances(store)
    }

    /// A node of its own: with its own client, nonces and memory of accounts.
    func node(_ fault: FaultPoint = .none) -> IssuanceDriver { IssuanceDriver(environment(fault)) }

    func environment(_ fault: FaultPoint = .none) -> IssuanceEnvironment {
        var environment = IssuanceEnvironment(
            store: store, configuration: self,
            authorities: AccountAuthorities(
                secrets: secrets, fetcher: pebble.fetcher, caFile: pebble.caFile, userAgent: "proxyd-tests",
                now: { ACMESession.now() }),
            sealer: TestSealer(),
            settings: IssuerSettings(defaultIssuer: pebble.directoryURL, email: "ops@example.test"))
        environment.solver = self
        environment.clock = self
        environment.faultPoint = fault
        return environment
    }

    func want(_ name: String, _ domains: [String], _ change: (inout CertificateIntent) -> Void = { _ in }) {
        var intent = CertificateIntent(name: name, domains: domains, createdAt: now)
        change(&intent)
        shared.put(.certificateIntent(intent))
    }

    // MARK: - Time

    var now: Int64 { clock.now }

    func advance(by milliseconds: Int64) { clock.advance(by: milliseconds) }

    func sleep(until time: Int64) async throws { try await clock.sleep(until: time) }

    // MARK: - Configuration

    func intent(_ name: String) -> CertificateIntent? { shared.intent(name) }

    func certificate(_ name: String) -> CertificateRecord? { shared.certificate(name) }

    func issuer(_ name: String) -> CertificateIssuer? { shared.issuer(name) }

    var intentNames: [String] { shared.intentNames }

    func sealedBundle(_ name: String) async throws(StoreFailure) -> [UInt8]? { try await shared.sealedBundle(name) }

    func edit(
        _ plan: @escaping @Sendable (ConfigurationSnapshot) throws(Problem) -> [Change]
    ) async throws(Problem) {
        let published = Mutex<[ACMEChallengeRecord]>([])
        try await shared.edit { snapshot throws(Problem) in
            let changes = try plan(snapshot)
            published.withLock { published in
                published = changes.compactMap { change in
                    if case .put(.acmeChallenge(let record), _) = change { record } else { nil }
                }
            }
            return changes
        }
        do {
            for record in published.withLock({ $0 }) {
                if record.type == .http01 {
                    try await pebble.challenges.addHTTP(token: record.token, keyAuthorization: record.keyAuthorization)
                } else {
                    try await pebble.challenges.addTLSALPN(
                        host: record.identifier, keyAuthorization: record.keyAuthorization)
                }
            }
        } catch {
            throw Problem(.storeUnavailable, "the challenge server is away")
        }
    }

    // MARK: - DNS

    func present(_ challenges: [PendingChallenge]) async throws(SolverFailure) {
        for challenge in challenges {
            let value = Base64URL.encode(SHA256.hash(data: Array(challenge.keyAuthorization.utf8)))
            do {
                try await pebble.challenges.setText(name: "_acme-challenge.\(challenge.identifier).", value: value)
            } catch {
                throw SolverFailure(challenge.identifier, "the name server is away")
            }
        }
    }

    func withdraw(_ challenges: [PendingChallenge]) async {
        for challenge in challenges {
            try? await pebble.challenges.clearText(name: "_acme-challenge.\(challenge.identifier).")
        }
    }
}

/// Real time, moved ahead by tests that will not wait for a lease to run out.
private final class AheadClock: IssuanceClock {
    private let ahead = Mutex<Int64>(0)

    var now: Int64 { ACMESession.now() + ahead.withLock { $0 } }

    func advance(by milliseconds: Int64) { ahead.withLock { $0 += milliseconds } }

    func sleep(until time: Int64) async throws { try await Task.sleep(for: .milliseconds(max(time - now, 0))) }
}
