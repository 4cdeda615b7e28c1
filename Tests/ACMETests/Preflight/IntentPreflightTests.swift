import Egress
import ProxyModel
import Synchronization
import TestSupport
import Testing

@testable import ACME

@Suite(.timeLimit(.minutes(1)))
struct `The checks before ordering for an intent` {
    private static let issuer = Issuer(name: "ca", directoryURL: "https://ca.example/directory")

    private func intent(_ domains: [String], _ challenge: ChallengePreference = .auto) -> CertificateIntent {
        var intent = CertificateIntent(name: "site", domains: domains, createdAt: 0)
        intent.challenge = challenge
        return intent
    }

    private func findings(
        _ intent: CertificateIntent, issuer: Issuer = issuer, configuration: SimulatedConfiguration = .init(),
        own: [[UInt8]] = [], port: UInt16 = 1, everyAuthority: Bool = true, account: String? = nil,
        zones: [NameServerFixture.Zone] = [.init("test")]
    ) async throws -> [PreflightFinding] {
        try await withNameServer(.init(zones)) { fixture in
            var settings = DNSSettings()
            settings.servers = [try #require(DNSServer(fixture.endpoint))]
            settings.rounds = 1
            let client = try DNSClient(settings)
            defer { client.shutDown() }
            let preflight = IntentPreflight(
                checks: Preflight(fetcher: try HTTPFetcher(), client: client, httpPort: port),
                configuration: configuration, account: { _, _ in account }, identities: { _ in ["ca.example"] },
                ownAddresses: { own },
                checksEveryAuthority: everyAuthority, now: { 0 })
            return await preflight.findings(intent, issuer: issuer)
        }
    }

    @Test func `a node that answers what was just stored is ours`() async throws {
        let configuration = SimulatedConfiguration()
        let asked = Mutex<[String]>([])
        let server = try LoopbackServer { request in
            asked.withLock { $0.append(request.path) }
            let token = request.path.split(separator: "/").last.map(String.init)
            let known = configuration.challenges.first { $0.token == token }
            return .document(known?.keyAuthorization ?? "", type: "text/plain", status: known == nil ? 404 : 200)
        }
        let found = try await findings(
            intent(["127.0.0.1"], .http01), configuration: configuration, own: [[192, 0, 2, 1]], port: server.port)
        #expect(found.isEmpty)
        #expect(asked.withLock { $0.count } == 1)
        #expect(configuration.challenges.isEmpty)
    }

    @Test func `a server that does not know it is not`() async throws {
        let configuration = SimulatedConfiguration()
        let server = try LoopbackServer { _ in .document("", status: 404) }
        let found = try await findings(intent(["127.0.0.1"]), configuration: configuration, port: server.port)
        #expect(found.map(\.check) == [.ownChallenge])
        #expect(configuration.challenges.isEmpty)
    }

    @Test func `a store that is away does not keep from ordering`() async throws {
        let configuration = SimulatedConfiguration()
        configuration.fault.withLock {
            $0 = { _ throws(Problem) in throw Problem(.storeUnavailable, "away") }
        }
        let found = try await findings(intent(["127.0.0.1"]), configuration: configuration)
        #expect(found.isEmpty)
    }

    @Test func `wildcards are looked at as dns challenges`() async throws {
        let zones: [NameServerFixture.Zone] = [.init("test", ["_acme-challenge.x CNAME _acme-challenge.x"])]
        let found = try await findings(intent(["*.x.test"]), zones: zones)
        #expect(found.map(\.check) == [.dnsZone])
        let groups = IntentPreflight.challenges(of: intent(["*.a.test", "a.test"]))
        #expect(groups.map(\.type) == [.http01, .dns01] && groups.map(\.names) == [["a.test"], ["*.a.test"]])
        #expect(IntentPreflight.challenges(of: intent(["a.test"], .tlsALPN01)).map(\.type) == [.tlsALPN01])
    }

    @Test func `only known public authorities need public names`() async throws {
        let known = Issuer(name: "letsencrypt", directoryURL: IssuerPreset.letsEncrypt.directoryURL)
        let found = try await findings(intent(["a.test"]), issuer: known)
        #expect(found.map(\.check) == [.publicName])
        #expect(!IntentPreflight.isPublic(Self.issuer))
        let local = Issuer(name: "local", directoryURL: "")
        #expect(!IntentPreflight.isPublic(local))
        #expect(try await findings(intent(["server"]), issuer: local).isEmpty)
    }

    @Test func `an authority of one's own judges for itself`() async throws {
        #expect(try await findings(intent(["nobody.test"]), everyAuthority: false).isEmpty)
        #expect(try await findings(intent(["nobody.test"])).map(\.check) == [.resolution])
    }

    @Test func `what is found for another authority of the public Internet is a warning`() async throws {
        let zones: [NameServerFixture.Zone] = [
            .init("net", ["ca A 8.8.8.8", "inside A 10.0.0.1"]), .init("test"),
        ]
        let outside = Issuer(name: "ca", directoryURL: "https://ca.net:14000/directory")
        let found = try await findings(intent(["nobody.net"]), issuer: outside, everyAuthority: false, zones: zones)
        #expect(found.map(\.check) == [.resolution] && found.map(\.severity) == [.warning])
        for url in ["https://inside.net/d", "https://nobody.net/d", "https://127.0.0.1:14000/dir", "https://ca.lan/d"] {
            let inside = Issuer(name: "ca", directoryURL: url)
            #expect(
                try await findings(intent(["nobody.net"]), issuer: inside, everyAuthority: false, zones: zones).isEmpty)
        }
    }

    @Test(arguments: [("https://ca.example/acct/1", true), ("https://ca.example/acct/2", false), (nil, true)])
    func `CAA that names an account is for that account`(account: String?, isAllowed: Bool) async throws {
        let zones: [NameServerFixture.Zone] = [
            .init(
                "test",
                [
                    #"x CAA 0 issue "ca.example; accounturi=https://ca.example/acct/1""#,
                    "_acme-challenge.x TXT \"here\"",
                ])
        ]
        let found = try await findings(intent(["x.test"], .dns01), account: account, zones: zones)
        #expect(found.contains { $0.check == .caa } == !isAllowed)
    }
}
