import Crypto
import Egress
import Logging
import ProxyModel
import Synchronization
import TestSupport

@testable import OAuthServer

/// The authorization server's surroundings: a configuration and a store in memory, a clock that tests turn, real sealing.
final class ServerFixture: Sendable {
    static let issuer = "https://auth.example.com"

    let environment: OAuthEnvironment
    let store: MemoryVolatileStore
    let configuration: MemoryConfiguration
    let published: PublishedRevocations
    let trace: NotedSteps
    let clock: TestClock

    /// Makes surroundings; `edit` changes the settings, `allowed` says which addresses may be fetched from.
    init(
        settings edit: (inout OAuthSettings) -> Void = { _ in },
        allowed: @escaping @Sendable (RemoteAddress) -> Bool = { _ in true }
    ) throws {
        let (clock, configuration) = (TestClock(), MemoryConfiguration())
        let (published, trace) = (PublishedRevocations(), NotedSteps())
        let store = MemoryVolatileStore(now: { clock.now })
        var settings = OAuthSettings()
        edit(&settings)
        environment = OAuthEnvironment(
            settings: settings, store: store, snapshot: { configuration.snapshot }, editor: configuration,
            revocations: published, sealer: KeySealer(),
            resources: ConfigurationResources(
                origins: PublicOrigins(httpsPort: 443, httpPort: 80), snapshot: { configuration.snapshot }),
            fetcher: try HTTPFetcher(), publicEgress: EgressPolicy(name: "test", permits: allowed), trace: trace,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, now: { clock.now },
            randomBytes: { count in (0..<count).map { _ in UInt8.random(in: .min ... .max) } })
        self.store = store
        self.configuration = configuration
        self.published = published
        self.trace = trace
        self.clock = clock
    }

    /// Guards a host by the authorization server, with the path of its resource (nil = the whole host).
    func guardHost(
        _ pattern: String, endpoint: String? = "/mcp", issuer: String = "auth.example.com",
        _ edit: (inout ProxyTarget) -> Void = { _ in }
    ) throws {
        var proxy = ProxyTarget(hostname: try HostPattern(pattern), target: nil, createdAt: 0)
        proxy.auth = Boxed(ProxyAuthConfig(authProxy: issuer))
        if let endpoint {
            var resource = ProxyResourceConfig()
            resource.endpoint = endpoint
            proxy.resource = Boxed(resource)
        }
        edit(&proxy)
        configuration.put(.proxy(proxy))
    }

    /// A request as the data plane hands it over.
    func request(
        _ method: String, _ target: String, host: String = "auth.example.com",
        headers: [(name: String, value: String)] = [], body: String = ""
    ) -> LocalRequest {
        LocalRequest(
            method: method, target: target, authority: host, scheme: "https", headers: headers,
            body: Array(body.utf8), clientAddress: "192.0.2.1", requestID: "r1", isTLS: true,
            viaManagementListener: false)
    }

    /// A request with a form.
    func form(
        _ target: String, _ parameters: [(name: String, value: String)],
        headers: [(name: String, value: String)] = []
    ) throws -> OAuthRequest {
        try OAuthRequest(
            request(
                "POST", target, headers: [("Content-Type", "application/x-www-form-urlencoded")] + headers,
                body: OAuthParameters(parameters).encoded))
    }
}

/// A configuration that is changed at once.
final class MemoryConfiguration: ConfigurationEditing {
    private let current = Mutex<ConfigurationSnapshot?>(ConfigurationSnapshot())
    private let failure = Mutex<Problem?>(nil)
    private let interruption = Mutex<(@Sendable () async -> Void)?>(nil)

    var snapshot: ConfigurationSnapshot? { current.withLock { $0 } }

    /// Makes it as it is before the first load.
    func unload() { current.withLock { $0 = nil } }

    /// Makes every change fail until it is called with nil.
    func setFailure(_ problem: Problem?) { failure.withLock { $0 = problem } }

    /// Lets something happen between what the next change was decided on and the change.
    func beforeNextEdit(_ body: @escaping @Sendable () async -> Void) { interruption.withLock { $0 = body } }

    func put(_ record: ConfigurationRecord) { apply([.put(record)]) }

    func edit(
        _ plan: @escaping @Sendable (ConfigurationSnapshot) throws(Problem) -> [Change]
    ) async throws(Problem) {
        let interruption = interruption.withLock { body in
            defer { body = nil }
            return body
        }
        await interruption?()
        if let problem = failure.withLock({ $0 }) { throw problem }
        apply(try plan(snapshot ?? ConfigurationSnapshot()))
    }

    private func apply(_ changes: [Change]) {
        guard !changes.isEmpty else { return }
        current.withLock { current in
            var next = current ?? ConfigurationSnapshot()
            next.apply(ChangeSet(revision: next.revision + 1, changes: changes))
            current = next
        }
    }
}

/// Remembers what was revoked.
final class PublishedRevocations: RevocationPublisher {
    private let all = Mutex<[Revocation]>([])
    var subjects: [Revocation.Subject] { all.withLock { $0.map(\.subject) } }

    func publish(_ revocations: [Revocation]) async throws(StoreFailure) { all.withLock { $0 += revocations } }
}

/// Remembers the steps that were noted.
final class NotedSteps: FlowTrace {
    private let all = Mutex<[FlowStep]>([])
    var steps: [FlowStep] { all.withLock { $0 } }

    func note(_ step: FlowStep) async { all.withLock { $0.append(step) } }
}

/// A clock that stands still until it is turned; milliseconds since 1970.
final class TestClock: Sendable {
    private let time = Mutex<Int64>(1_800_000_000_000)
    var now: Int64 { time.withLock { $0 } }

    func advance(seconds: Int64) { time.withLock { $0 += seconds * 1_000 } }
}

/// AES-GCM under a key of its own, with the overhead of the real sealer.
struct KeySealer: BundleSealer {
    private let key = SymmetricKey(size: .bits256)
    private static let head = [UInt8](repeating: 1, count: 9)

    func seal(_ plain: [UInt8], purpose: String) throws -> [UInt8] {
        let box = try AES.GCM.seal(plain, using: key, authenticating: Array(purpose.utf8))
        return Self.head + (box.combined.map { Array($0) } ?? [])
    }

    func open(_ sealed: [UInt8], purpose: String) throws -> [UInt8] {
        guard sealed.starts(with: Self.head) else { throw CryptoKitError.authenticationFailure }
        let box = try AES.GCM.SealedBox(combined: sealed.dropFirst(Self.head.count))
        return Array(try AES.GCM.open(box, using: key, authenticating: Array(purpose.utf8)))
    }
}
