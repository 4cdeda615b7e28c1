import ACME
import ProxyModel
import TestSupport
import Testing

@Suite struct CertificateOrderTests {
    private let api = ManagementHarness()
    private let path = "/api/v1/certificates"

    private func order(_ body: JSONValue, as token: String = ManagementHarness.admin) async -> Reply {
        await api.call("POST", path, body, as: token)
    }

    @Test func `an order is answered at once and taken up at once`() async throws {
        let reply = await order(["domain": "Api.Example.com", "email": "a@example.com"])
        #expect(reply.status == 202)
        #expect(reply["status"] == "pending")
        #expect(reply["cert_name"] == "proxy-api-example-com")
        #expect(reply["domains"] == ["api.example.com"])
        #expect(reply.headers["location"] == "/api/v1/certificates/proxy-api-example-com")
        #expect(Array(api.issuances.schedule.keys) == ["proxy-api-example-com"])
        #expect(api.issuances.schedule.values.allSatisfy { $0 < api.clock.now }, "before all that is due by the clock")
        let intent = try #require(api.intent("proxy-api-example-com"))
        #expect(intent.email == "a@example.com")
        #expect(intent.issuers == [] && !intent.isStaging && intent.keyType == .p256 && intent.owner == nil)
    }

    @Test func `everything that is asked for is kept`() async throws {
        _ = await api.call(
            "POST", "/api/v1/dns-providers", ["name": "zone", "kind": "webhook", "url": "https://h.example.com/"])
        let reply = await order([
            "cert_name": "c", "domains": ["a.example.com", "*.example.com", "bücher.example.com"],
            "issuers": ["letsencrypt", "buypass"], "staging": true, "challenge": "dns-01", "dns_provider": "zone",
            "key_type": "rsa3072", "reuse_key": true, "profile": "shortlived", "preferred_chain": "ISRG Root X1",
        ])
        #expect(reply.status == 202, "\(reply.text)")
        let intent = try #require(api.intent("c"))
        #expect(intent.domains == ["a.example.com", "*.example.com", "xn--bcher-kva.example.com"])
        #expect(intent.issuers == ["letsencrypt", "buypass"] && intent.isStaging && intent.reusesKey)
        #expect(intent.challenge == .dns01 && intent.dnsProvider == "zone" && intent.keyType == .rsa3072)
        #expect(intent.profile == "shortlived" && intent.preferredChain == "ISRG Root X1")
        let shown = await api.call("GET", "\(path)/c")
        #expect(shown["intent"]?["challenge"] == "dns-01")
        #expect(shown["staging"] == true)
    }

    @Test(
        arguments: [
            ([:], ["/domains"]),
            (["domain": "a.example.com", "domains": ["b.example.com"]], ["/domain"]),
            (["domain": "-a.example.com"], ["/domain"]),
            (["domain": "*"], ["/domain"]),
            (["domain": "*.example.com"], ["/dns_provider"]),
            (["domain": "*.example.com", "challenge": "http-01"], ["/domain"]),
            (["domains": ["a.example.com", "*.example.com"], "challenge": "tls-alpn-01"], ["/domains/1"]),
            (["domains": ["a.example.com", "A.example.com"]], ["/domains/1"]),
            (["domains": []], ["/domains"]),
            (["domain": "a.example.com", "dns_provider": "none"], ["/dns_provider"]),
            (["domain": "a.example.com", "challenge": "dns-01"], ["/dns_provider"]),
            (["domain": "192.0.2.7", "challenge": "dns-01"], ["/domain", "/dns_provider"]),
            (["domain": "a.example.com", "issuers": ["nobody"]], ["/issuers"]),
            (["domain": "a.example.com", "issuers": ["zerossl"], "staging": true], ["/staging"]),
            (["domain": "a.example.com", "acme_directory_url": "http://ca.example.com/"], ["/acme_directory_url"]),
            (
                ["domain": "a.example.com", "acme_directory_url": "https://ca.test/d", "issuers": ["google"]],
                ["/acme_directory_url"]
            ),
            (["domain": "a.example.com", "email": "nobody"], ["/email"]),
            (["domain": "a.example.com", "key_type": "dsa"], ["/key_type"]),
            (["domain": "a.example.com", "cert_name": "a b"], ["/cert_name"]),
            (["domain": "a.example.com", "colour": "red"], ["/colour"]),
        ] as [(JSONValue, [String])])
    func `refuses what no authority could do`(body: JSONValue, pointers: [String]) async {
        let reply = await order(body)
        #expect(reply.status == 422)
        #expect(reply.pointers == pointers, "\(reply.text)")
        #expect(api.issuances.schedule.isEmpty)
    }

    @Test func `has at most 100 names`() async {
        let names = (0...100).map { JSONValue.string("h\($0).example.com") }
        let multi = "\(path)/multi-domain"
        #expect(await api.call("POST", multi, ["cert_name": "m", "domains": .array(names)]).status == 422)
        let whole = await api.call("POST", multi, ["cert_name": "m", "domains": .array(Array(names.dropLast()))])
        #expect(whole.status == 202)
        #expect(api.intent("m")?.domains.count == 100)
        #expect(await api.call("POST", multi, ["domains": ["z.example.com"]]).pointers == ["/cert_name"])
    }

    @Test func `a name and a domain are taken once, whether wanted or there`() async throws {
        _ = await order(["domains": ["a.example.com", "b.example.com"], "cert_name": "one"])
        #expect(await order(["domain": "c.example.com", "cert_name": "one"]).status == 409)
        let taken = await order(["domains": ["b.example.com", "c.example.com"], "cert_name": "two"])
        #expect(taken.status == 409)
        #expect(taken["domains"] == ["b.example.com"])
        #expect(taken["certificates"] == ["one"])
        try await api.issue("brought", ["d.example.com"])
        #expect(await order(["domain": "d.example.com", "cert_name": "three"])["certificates"] == ["brought"])
        #expect(await order(["domain": "e.example.com", "cert_name": "brought"]).status == 409)
        let upload: JSONValue = [
            "cert_name": "one", "fullchain_pem": .string(CertificateFixture.chain),
            "private_key_pem": .string(CertificateFixture.key),
        ]
        #expect(await api.call("POST", "\(path)/upload", upload).status == 409)
    }

    @Test func `a token asks for its own hosts alone, and by its own address`() async throws {
        let one = try #require(
            await api.call("POST", "/api/v1/tokens", ["name": "one", "cert_email": "one@example.com"])["token"]?
                .stringValue)
        let two = try await api.token("two")
        _ = await api.call(
            "POST", "/api/v1/proxy/targets", ["hostname": "a.example.com", "target_url": "http://b"], as: one)
        #expect(await order(["domain": "a.example.com"], as: two).status == 403)
        #expect(await order(["domain": "a.example.com", "cert_name": "c"], as: one).status == 202)
        #expect(api.intent("c")?.owner == "one")
        #expect(api.intent("c")?.email == "one@example.com")
        for (method, suffix) in [
            ("GET", ""), ("GET", "/status"), ("GET", "/coverage"), ("POST", "/renew"), ("POST", "/export"),
            ("POST", "/convert-to-production"), ("DELETE", "/domains/a.example.com"), ("DELETE", ""),
        ] {
            #expect(await api.call(method, "\(path)/c\(suffix)", as: two).status == 404)
        }
        #expect(await api.call("GET", path, as: two).column("certificates", "cert_name") == [])
        // Whose certificate it is that has the name already is nobody else's business.
        #expect(await order(["domain": "x.example.com", "cert_name": "x"], as: one).status == 202)
        #expect(await order(["domain": "x.example.com", "cert_name": "y"], as: two)["certificates"] == [])
    }

    @Test func `only the admin has an unknown address called`() async throws {
        let token = try await api.token("one")
        let body: JSONValue = ["domain": "a.example.com", "acme_directory_url": "https://10.0.0.1/directory"]
        #expect(await order(body, as: token).status == 403)
        #expect(
            await order(["domain": "a.example.com", "issuers": ["https://10.0.0.1/d"]], as: token).status == 403)
        _ = await api.call(
            "POST", "/api/v1/issuers", ["name": "house", "directory_url": "https://10.0.0.1/directory"])
        #expect(await order(body, as: token).status == 202)
        #expect(api.intent("proxy-a-example-com")?.issuers == ["house"])
    }

    @Test func `only the admin has records published`() async throws {
        _ = await api.call("POST", "/api/v1/dns-providers", ["name": "zone", "kind": "rfc2136"])
        let body: JSONValue = ["domain": "*.example.com", "cert_name": "c", "dns_provider": "zone"]
        #expect(await order(body, as: try await api.token("one")).status == 403)
        #expect(await order(body).status == 202)
    }

    @Test(
        arguments: [
            ("https://acme-v02.api.letsencrypt.org/directory", [], false),
            ("https://acme-staging-v02.api.letsencrypt.org/directory", [], true),
            ("https://acme.zerossl.com/v2/DV90", ["zerossl"], false),
            ("https://api.test4.buypass.no/acme/directory", ["buypass"], true),
            ("https://ca.example.net/d", ["https://ca.example.net/d"], false),
        ] as [(String, [String], Bool)])
    func `a directory that is known is asked by its name`(url: String, issuers: [String], staging: Bool) async {
        _ = await order(["domain": "a.example.com", "cert_name": "c", "acme_directory_url": .string(url)])
        #expect(api.intent("c")?.issuers == issuers)
        #expect(api.intent("c")?.isStaging == staging)
    }

    @Test func `a token that owns a wish is not deleted without it`() async throws {
        let token = try await api.token("one")
        _ = await order(["domain": "a.example.com", "cert_name": "c"], as: token)
        #expect(await api.call("DELETE", "/api/v1/tokens/one")["owns"]?["certificates"] == ["c"])
        #expect(
            await api.call("GET", "/api/v1/tokens/one/certificates").column("certificates", "status") == ["pending"])
        #expect(await api.call("DELETE", "/api/v1/tokens/one?cascade=true").status == 200)
        #expect(api.intent("c") == nil)
    }
}
