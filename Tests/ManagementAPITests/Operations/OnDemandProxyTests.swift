import ProxyModel
import TestSupport
import Testing

@testable import ManagementAPI

@Suite struct `Hosts with leave to obtain certificates at handshakes` {
    private let api = ManagementHarness(obtainsCertificates: true)
    private let path = "/api/v1/proxy/targets"

    private func create(_ host: String, _ rules: JSONValue, _ more: JSONObject = [:]) async -> Reply {
        var body: JSONObject = ["hostname": .string(host), "target_url": "http://b", "on_demand_tls": rules]
        for member in more.members { body.append(member.name, member.value) }
        return await api.call("POST", path, .object(body))
    }

    @Test func `say in lists that each name gets its own`() async throws {
        let reply = await create("*.example.io", ["names": ["*.example.io"], "max_depth": 2])
        #expect(reply.status == 201 && reply["certificate_status"] == "on_demand")
        #expect(reply["proxy_target"]?["on_demand_tls"] == ["names": ["*.example.io"], "max_depth": 2])
        #expect(api.follower.snapshot?.certificateIntents.isEmpty == true)
        let shown = await api.call("GET", path + "/*.example.io")
        #expect(shown["certificate_status"] == "on_demand")
    }

    @Test func `are refused where nothing could ever permit a name`() async throws {
        let reply = await create("*.example.io", [:])
        #expect(reply.status == 422)
        #expect(reply.pointers == ["/on_demand_tls/names"])
        let proxy = try leave()
        let settings = ManagementSettings(adminDigest: "", version: "", permitsOnDemand: true)
        #expect(throws: Never.self) { try ProxyRules.checkOnDemand(proxy, settings, .token("ops")) }
    }

    @Test func `may be changed in other ways when the settings permit no more`() async throws {
        let snapshot = try #require(api.follower.snapshot)
        let revision = try await api.store.commit([.put(.proxy(leave()))], expecting: snapshot.revision)
        #expect(await api.follower.waitUntilApplied(revision))
        #expect(await api.call("PUT", path + "/*.example.io", ["enable_http": false]).status == 200)
        #expect(await api.call("PUT", path + "/*.example.io", ["on_demand_tls": ["max_depth": 3]]).status == 422)
    }

    @Test(
        arguments: [
            ("a.example.io", [:]), ("*.example.io", ["internal": true]), ("*.example.io", ["enable_https": false]),
            ("*.localhost", [:]),
        ] as [(String, JSONObject)])
    func `are refused where they could have no effect`(host: String, more: JSONObject) async {
        let reply = await create(host, ["names": ["*"]], more)
        #expect(reply.status == 422)
        #expect(reply.pointers == ["/on_demand_tls"])
    }

    @Test func `are nothing that a token permits to itself`() async throws {
        let token = try await api.token("ops")
        let body: JSONObject = [
            "hostname": "*.example.io", "target_url": "http://b", "on_demand_tls": ["names": ["*.example.io"]],
        ]
        let reply = await api.call("POST", path, .object(body), as: token)
        #expect(reply.status == 403)
        #expect(reply["detail"]?.stringValue?.contains("ON_DEMAND_PERMISSION_URL") == true)
    }

    @Test(arguments: [
        ("*.com", 403), ("*.co.uk", 403), ("*.github.io", 403), ("*.example.com", 201), ("*.a.co.uk", 201),
        ("*.internal", 201),
    ])
    func `are below names that somebody registered, where a token serves them`(host: String, status: Int) async throws {
        let token = try await api.token("ops")
        let body: JSONObject = ["hostname": .string(host), "target_url": "http://b"]
        #expect(await api.call("POST", path, .object(body), as: token).status == status)
        let other = ManagementHarness()
        #expect(await other.call("POST", path, .object(body)).status == 201, "the admin may")
    }

    /// A certificate that a handshake brought about.
    private func obtain(_ host: String, owner: String? = nil) async throws {
        try await api.issue("on-demand.\(host)", [host], owner: owner)
        var intent = CertificateIntent(name: "on-demand.\(host)", domains: [host], createdAt: api.clock.now)
        intent.isOnDemand = true
        intent.owner = owner
        let snapshot = try #require(api.follower.snapshot)
        let revision = try await api.store.commit([.put(.certificateIntent(intent))], expecting: snapshot.revision)
        #expect(await api.follower.waitUntilApplied(revision))
    }

    @Test func `leave a host of its own to a certificate of its own`() async throws {
        try await obtain("a.example.io", owner: "shops")
        let reply = await api.call("POST", path, ["hostname": "a.example.io", "target_url": "http://b"])
        #expect(reply.status == 201 && reply["certificate_status"] == "pending")
        #expect(reply["cert_name"] == "proxy-a-example-io")
        let intent = try #require(api.intent("proxy-a-example-io"))
        #expect(!intent.isOnDemand && intent.owner == nil && intent.domains == ["a.example.io"])
        #expect(api.follower.snapshot?.certificates["on-demand.a.example.io"] != nil, "it serves meanwhile")
    }

    @Test func `leave a name to whoever orders a certificate for it`() async throws {
        try await obtain("a.example.io")
        #expect(await api.call("POST", "/api/v1/certificates", ["domain": "a.example.io"]).status == 202)
    }

    @Test func `have names that nobody else's certificates have`() async throws {
        for (path, body) in [
            ("/api/v1/certificates", ["cert_name": "on-demand.a.example.io", "domain": "b.example.io"]),
            (
                "/api/v1/certificates/upload",
                [
                    "cert_name": "on-demand.a.example.io", "fullchain_pem": .string(CertificateFixture.chain),
                    "private_key_pem": .string(CertificateFixture.key),
                ]
            ),
        ] as [(String, JSONObject)] {
            let reply = await api.call("POST", path, .object(body))
            #expect(reply.status == 422 && reply.pointers == ["/cert_name"], "\(reply.text)")
        }
    }

    private func leave() throws -> ProxyTarget {
        var proxy = ProxyTarget(
            hostname: try HostPattern("*.example.io"), target: try UpstreamURL("http://b"), createdAt: 1)
        proxy.onDemandTLS = OnDemandTLS()
        return proxy
    }
}
