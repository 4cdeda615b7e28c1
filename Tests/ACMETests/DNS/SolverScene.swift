import ACME
import Egress
import ProxyModel
import Synchronization
import TestSupport
import Testing

/// A solver whose provider `bind` is a real name server, which is also asked for everything.
struct SolverScene {
    let solver: DNSChallengeSolver
    let client: DNSClient
    let fixture: NameServerFixture
    let leftOver: LeftOver

    /// What could not be taken away.
    final class LeftOver: Sendable {
        private let failures = Mutex<[DNSProviderFailure]>([])
        var codes: [DNSProviderFailure.Code] { failures.withLock { $0.map(\.code) } }
        func take(_ failure: DNSProviderFailure) { failures.withLock { $0.append(failure) } }
    }

    /// Runs `body` with a server of these zones, and ends it afterwards; updates go to `updates` instead, if it is named.
    static func with(
        _ zones: [NameServerFixture.Zone] = [.init("example.test")], isResolver: Bool = false, updates: String? = nil,
        _ body: (SolverScene) async throws -> Void
    ) async throws {
        var options = NameServerFixture.Options(zones)
        options.isResolver = isResolver
        try await withNameServer(options) { fixture in
            var settings = DNSSettings()
            settings.servers = [try #require(DNSServer(fixture.endpoint))]
            settings.rounds = 1
            settings.updateTimeout = .seconds(1)
            settings.attemptTimeout = .seconds(1)
            let client = try DNSClient(settings)
            defer { client.shutDown() }
            var record = DNSProviderRecord(name: "bind", kind: .rfc2136, createdAt: 0)
            record.server = updates ?? fixture.endpoint
            record.keyName = fixture.keyName
            record.sealedSecret = try PlainSealer().sealedText(fixture.keySecret, record)
            record.propagationTimeout = 20
            let known = record
            let leftOver = LeftOver()
            let solver = DNSChallengeSolver(
                client: client,
                propagation: PropagationCheck(client: client, port: fixture.port, pause: .milliseconds(20)),
                factory: DNSProviderFactory(
                    fetcher: try HTTPFetcher(), client: client, sealer: PlainSealer(), hooksFolder: nil, now: { 0 }),
                record: { $0 == "bind" ? known : nil }, leftOver: { leftOver.take($1) })
            try await body(SolverScene(solver: solver, client: client, fixture: fixture, leftOver: leftOver))
        }
    }

    /// What the TXT records of a name say.
    func texts(_ name: String) async throws -> [String] { try await client.query(name, .txt).texts.sorted() }
}
