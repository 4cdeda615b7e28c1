import ACME
import Egress
import Synchronization
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1)))
struct `The checks before ordering` {
    private static let probe = PreflightRequest.Probe(token: "probe", keyAuthorization: "probe.thumbprint")
    private static let zone = NameServerFixture.Zone(
        "example.test",
        [
            "www A 127.0.0.1", "both A 127.0.0.1", "both AAAA ::2", "elsewhere A 192.0.2.9", "empty TXT x",
            "caa A 127.0.0.1", "caa CAA 0 issue \"other.example\"", "deep.below.caa A 127.0.0.1",
            "alias CNAME caa", "broken NS ns1.example.test.", "_acme-challenge.circle CNAME _acme-challenge.circle",
        ])

    /// What is found for names, with a server on the port of http-01.
    private func findings(
        _ names: [String], challenge: String = "http-01", answer: LoopbackServer.Answer? = nil,
        _ change: (inout PreflightRequest) -> Void = { _ in }
    ) async throws -> [PreflightFinding] {
        try await withNameServer(.init([Self.zone, .init("test")])) { fixture in
            var settings = DNSSettings()
            settings.servers = [try #require(DNSServer(fixture.endpoint))]
            settings.rounds = 1
            let client = try DNSClient(settings)
            defer { client.shutDown() }
            let server = try LoopbackServer { _ in answer ?? .silence }
            var request = PreflightRequest(names: names, challengeType: challenge)
            request.isAuthorityPublic = false
            request.authorityDomains = ["ca.example"]
            change(&request)
            return await Preflight(fetcher: try HTTPFetcher(), client: client, httpPort: server.port).findings(request)
        }
    }

    @Test func `nothing is found where nothing is wrong`() async throws {
        let found = try await findings(["www.example.test"]) { $0.ownAddresses = [[127, 0, 0, 1]] }
        #expect(found.isEmpty)
        let dns = try await findings(["*.example.test", "sub.www.example.test"], challenge: "dns-01")
        #expect(dns.isEmpty)
    }

    @Test func `a name that is not there is told from one without addresses`() async throws {
        let found = try await findings(["nobody.example.test", "empty.example.test"])
        #expect(found.map(\.check) == [.resolution, .resolution])
        #expect(found.map(\.name) == ["nobody.example.test", "empty.example.test"])
        #expect(found[0].words.contains("does not exist in the DNS (NXDOMAIN)"))
        #expect(found[1].words.contains("has neither an A nor an AAAA record"))
    }

    @Test func `a name that points elsewhere is told, with both addresses`() async throws {
        let found = try await findings(["elsewhere.example.test", "both.example.test"]) {
            $0.ownAddresses = [[127, 0, 0, 1]]
        }
        #expect(found.map(\.check) == [.ownAddress, .ownAddress])
        #expect(found.map(\.severity) == [.blocking, .warning])
        #expect(found[0].words.contains("192.0.2.9") && found[0].words.contains("127.0.0.1"))
        #expect(found[1].words.contains("::2"))
    }

    @Test(arguments: ["caa.example.test", "deep.below.caa.example.test", "alias.example.test", "*.caa.example.test"])
    func `CAA records count for the names below and behind aliases`(_ name: String) async throws {
        let found = try await findings([name], challenge: name.hasPrefix("*") ? "dns-01" : "http-01")
        #expect(found.map(\.check) == [.caa] && found.first?.severity == .blocking)
        #expect(found.first?.words.contains("only other.example may issue one. Add a record for ca.example.") == true)
    }

    @Test func `a zone that fails is told, as the authority will see it`() async throws {
        try await withNameServer(.init([.init("example.test", ["www A nonsense"])])) { fixture in
            var settings = DNSSettings()
            settings.servers = [try #require(DNSServer(fixture.endpoint))]
            let client = try DNSClient(settings)
            defer { client.shutDown() }
            var request = PreflightRequest(names: ["www.example.test"], challengeType: "http-01")
            request.isAuthorityPublic = false
            let found = await Preflight(fetcher: try HTTPFetcher(), client: client).findings(request)
            #expect(found.map(\.check) == [.resolution, .caa])
            #expect(found.allSatisfy { $0.severity == .blocking && $0.words.contains("SERVFAIL") })
        }
    }

    @Test func `a circle of aliases is told for dns challenges`() async throws {
        let found = try await findings(["circle.example.test"], challenge: "dns-01")
        #expect(found.first?.check == .dnsZone && found.first?.severity == .blocking)
        #expect(found.first?.words.contains("lead in a circle") == true)
    }

    @Test func `a public authority needs a public name`() async throws {
        let found = try await findings(["www.example.test"]) { $0.isAuthorityPublic = true }
        #expect(found.map(\.check) == [.publicName])
    }

    // MARK: - Our own answer

    @Test func `our own answer makes up for addresses that are not known as ours`() async throws {
        let found = try await findings(["127.0.0.1"], answer: .document("probe.thumbprint\n")) {
            $0.ownAddresses = [[192, 0, 2, 1]]
            $0.probe = Self.probe
        }
        #expect(found.isEmpty)
    }

    @Test(arguments: [LoopbackServer.Answer.document("gone", status: 404), .document("other.thumbprint")])
    func `somebody else's answer is told`(_ answer: LoopbackServer.Answer) async throws {
        let found = try await findings(["127.0.0.1"], answer: answer) { $0.probe = Self.probe }
        #expect(found.map(\.check) == [.ownChallenge] && found.first?.severity == .blocking)
        #expect(found.first?.words.contains("Another server answers") == true)
    }

    @Test func `a node that learns of it a moment later is waited for`() async throws {
        let asked = Mutex(0)
        let server = try LoopbackServer { _ in
            let count = asked.withLock { count in
                count += 1
                return count
            }
            return count < 3 ? .document("", status: 404) : .document("probe.thumbprint")
        }
        let check = OwnChallengeCheck(fetcher: try HTTPFetcher(), port: server.port, pause: .milliseconds(1))
        #expect(await check.finding("127.0.0.1", Self.probe, policy: .trusted) == nil)
        #expect(server.requests.count == 3)
    }

    @Test func `a closed port is told`() async throws {
        let check = OwnChallengeCheck(fetcher: try HTTPFetcher(), port: 1)
        let found = try #require(await check.finding("127.0.0.1", Self.probe, policy: .trusted))
        #expect(found.severity == .warning && found.words.contains("cannot be reached from here"))
    }

    @Test func `a port that hangs is told`() async throws {
        let server = try LoopbackServer()
        let check = OwnChallengeCheck(fetcher: try HTTPFetcher(), port: server.port, timeout: .milliseconds(200))
        let found = try #require(await check.finding("127.0.0.1", Self.probe, policy: .trusted))
        #expect(found.severity == .warning && found.words.contains("timed out"))
        #expect(server.requests.first?.target == "/.well-known/acme-challenge/probe")
    }

    @Test func `a redirect into our own network is not followed`() async throws {
        let server = try LoopbackServer { _ in
            .text("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.2:9/\r\nContent-Length: 0\r\n\r\n")
        }
        let check = OwnChallengeCheck(fetcher: try HTTPFetcher(), port: server.port)
        let own = EgressPolicy(name: "own") { $0 == .ipv4([127, 0, 0, 1]) }
        let found = try #require(await check.finding("127.0.0.1", Self.probe, policy: own))
        #expect(found.words.contains("leads to an address that is not public"))
    }
}
