import ACME
import ProxyModel
import TestSupport
import Testing

@Suite struct ProxyCertificateTests {
    private let api = ManagementHarness(obtainsCertificates: true)
    private let path = "/api/v1/proxy/targets"

    private func create(
        _ host: String, _ members: JSONObject = [:], query: String = "", in api: ManagementHarness? = nil
    ) async -> Reply {
        var body: JSONObject = ["hostname": .string(host), "target_url": "http://b"]
        for member in members.members { body.append(member.name, member.value) }
        return await (api ?? self.api).call("POST", path + query, .object(body))
    }

    @Test func `a new proxy asks for its certificate`() async throws {
        let reply = await create("api.example.io")
        #expect(reply.status == 201)
        #expect(reply["certificate_status"] == "pending")
        #expect(reply["cert_name"] == "proxy-api-example-io")
        #expect(reply["proxy_target"]?["cert_name"] == .null, "whichever certificate covers the host serves")
        #expect(api.intent("proxy-api-example-io")?.domains == ["api.example.io"])
        #expect((api.issuances.schedule["proxy-api-example-io"] ?? .max) < api.clock.now)
    }

    @Test func `the test system and the contact are chosen by the request`() async {
        _ = await create("api.example.io", query: "?staging=true&email=a@example.io")
        #expect(api.intent("proxy-api-example-io")?.isStaging == true)
        #expect(api.intent("proxy-api-example-io")?.email == "a@example.io")
        #expect(await create("b.example.io", query: "?email=nobody").status == 422)
        #expect(api.follower.snapshot?.proxies["b.example.io"] == nil)
    }

    @Test func `nothing is asked for where nothing is needed`() async {
        for (host, members, status) in [
            ("a.example.io", ["enable_https": false], "not_required"), ("b.example.io", ["internal": true], "local_ca"),
            ("c.localhost", [:], "local_ca"), ("*.example.io", [:], "missing"), ("intern", [:], "missing"),
            ("printer.local", [:], "missing"),
        ] as [(String, JSONObject, JSONValue)] {
            #expect(await create(host, members)["certificate_status"] == status, "\(host)")
        }
        #expect(api.follower.snapshot?.certificateIntents.isEmpty == true)
    }

    @Test func `a host that gets none is told why, and what helps`() async {
        for (host, api, words) in [
            ("printer.local", api, "not part of the public DNS"), ("intern", api, "has no domain"),
            ("10.1.2.3", api, "not an address of the public Internet"), ("*.example.io", api, "DNS provider"),
            ("api.example.io", ManagementHarness(), "Set ACME_EMAIL"),
        ] {
            let reply = await create(host, in: api)
            #expect(reply["certificate_status"] == "missing", "\(host)")
            #expect(reply["certificate_reason"]?.stringValue?.contains(words) == true, "\(host)")
        }
        let fine = await create("b.example.io")
        #expect(fine["certificate_status"] == "pending" && fine["certificate_reason"] == .null)
    }

    @Test func `an authority of one's own issues for names of one's own`() async {
        let house = ManagementHarness(
            obtainsCertificates: true, issuer: IssuerSettings(defaultIssuer: "https://ca.local/directory"))
        #expect(await create("printer.local", in: house)["certificate_status"] == "pending")
    }

    @Test func `nothing is asked for unless the settings say so`() async {
        let quiet = ManagementHarness()
        #expect(await create("api.example.io", in: quiet)["certificate_status"] == "missing")
        #expect(quiet.follower.snapshot?.certificateIntents.isEmpty == true)
    }

    @Test func `a certificate that covers the host, or is coming, is used first`() async throws {
        try await api.issue("wild", ["*.example.io"])
        let existing = await create("a.example.io")
        #expect(existing["certificate_status"] == "existing" && existing["cert_name"] == "wild")
        _ = await api.call(
            "POST", "/api/v1/certificates", ["cert_name": "two", "domains": ["a.example.com", "b.example.com"]])
        let coming = await create("b.example.com")
        #expect(coming["certificate_status"] == "pending" && coming["cert_name"] == "two")
        #expect(api.follower.snapshot?.certificateIntents.count == 1)
        let pinned = await create("a.example.com", ["cert_name": "two"])
        #expect(pinned["certificate_status"] == "pending", "\(pinned.text)")
    }

    @Test func `hosts that would share a name have certificates of their own`() async {
        #expect(await create("a-b.example.io")["cert_name"] == "proxy-a-b-example-io")
        #expect(await create("a.b.example.io")["cert_name"] == "proxy-a-b-example-io-2")
    }

    @Test func `its certificate goes with the proxy if asked to`() async {
        _ = await create("api.example.io")
        let reply = await api.call("DELETE", "\(path)/api.example.io?delete_certificate=true")
        #expect(reply["deleted_certificate"] == "proxy-api-example-io")
        #expect(api.intent("proxy-api-example-io") == nil)
        _ = await create("b.example.io")
        #expect(await api.call("DELETE", "\(path)/b.example.io")["deleted_certificate"] == .null)
        #expect(api.intent("proxy-b-example-io") != nil)
    }

    @Test func `a certificate of several hosts stays when one of them goes`() async {
        _ = await api.call(
            "POST", "/api/v1/certificates", ["cert_name": "two", "domains": ["a.example.io", "b.example.io"]])
        _ = await create("a.example.io")
        #expect(
            await api.call("DELETE", "\(path)/a.example.io?delete_certificate=true")["deleted_certificate"] == .null)
    }
}
