import ACME
import Logging
import OAuthServer
import ProxyCore
import ProxyModel
import TestSupport
import Testing

@testable import ManagementAPI

/// A management API over a store in memory, called as the data plane calls it.
struct ManagementHarness {
    static let admin = "acm_the-superuser-of-the-tests"

    let store: MemoryConfigurationStore
    let clock: ManualClock
    let volatile: MemoryVolatileStore
    let node = NodeFixture()
    let authorization: AuthorizationServerFixture
    let issuances = MemoryIssuanceStore(now: { 0 })
    let containers = ServiceControlFixture()
    let follower: StoreFollower
    let service: ManagementService

    /// Has no account anywhere.
    private static let authorities = (try? PebbleServer()).map { unstarted in
        AccountAuthorities(
            secrets: MemorySecrets(), fetcher: unstarted.fetcher, caFile: nil, userAgent: "proxyd-tests", now: { 0 })
    }

    /// Makes an API; several over one store are several nodes.
    init(
        store: MemoryConfigurationStore = MemoryConfigurationStore(), beside other: ManagementHarness? = nil,
        loaded: Bool = true, key: String = "key", restored: Revision? = nil, obtainsCertificates: Bool = false,
        issuer: IssuerSettings = IssuerSettings(email: "ops@example.com"), authorities: AccountAuthorities? = nil,
        tokensMayRunContainers: Bool = true
    ) {
        let store = other?.store ?? store
        let clock = other?.clock ?? ManualClock()
        let volatile = other?.volatile ?? MemoryVolatileStore(now: { clock.now })
        self.store = store
        self.clock = clock
        self.volatile = volatile
        let follower = StoreFollower(store, loaded: loaded)
        self.follower = follower
        authorization = AuthorizationServerFixture(
            editor: ConfigurationEditor(store: store, source: follower), now: { clock.now })
        service = ManagementService(
            ManagementEnvironment(
                settings: ManagementSettings(
                    adminDigest: SecretDigest.hexadecimal(Self.admin), version: "1.2.3",
                    localServices: ["api", "oauth"], obtainsCertificates: obtainsCertificates,
                    baseDomain: "example.com", tokensMayRunContainers: tokensMayRunContainers),
                store: store, volatile: volatile, source: follower, sealer: TaggedSealer(key: key),
                explainer: node, health: node, nodes: node, authorizationServer: authorization,
                issuances: IssuanceBoard(
                    store: issuances, settings: issuer, authorities: authorities ?? Self.authorities),
                containers: containers,
                authority: {
                    LocalAuthorityCertificates(
                        rootPEM: CertificateFixture.chain, intermediatePEM: CertificateFixture.otherChain)
                },
                restore: { () throws(StoreFailure) in restored }, now: { clock.now }),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    /// Sends one request; a body that is given is sent as JSON.
    func call(
        _ method: String, _ path: String, _ body: JSONValue? = nil, as token: String? = admin,
        headers: [(name: String, value: String)] = []
    ) async -> Reply {
        var fields = headers
        if let token { fields.append(("Authorization", "Bearer \(token)")) }
        if body != nil { fields.append(("Content-Type", "application/json")) }
        return await send(method, path, body?.compactBytes ?? [], fields)
    }

    /// Sends one request as it is given.
    func send(
        _ method: String, _ path: String, _ body: [UInt8], _ headers: [(name: String, value: String)]
    ) async -> Reply {
        Reply(
            await service.respond(
                to: LocalRequest(
                    method: method, target: path, authority: "127.0.0.1:9000", scheme: "http", headers: headers,
                    body: body, clientAddress: "192.0.2.1", requestID: "req-1", isTLS: false,
                    viaManagementListener: true)))
    }

    /// Makes a token and returns its text.
    func token(_ name: String) async throws -> String {
        let reply = await call("POST", "/api/v1/tokens", ["name": .string(name)])
        return try #require(reply["token"]?.stringValue)
    }
}
