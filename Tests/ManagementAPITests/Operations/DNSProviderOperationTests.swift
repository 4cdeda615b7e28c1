import ProxyModel
import TestSupport
import Testing

@Suite struct DNSProviderOperationTests {
    private let api = ManagementHarness()
    private let path = "/api/v1/dns-providers"

    @Test func `a provider is kept with its credential sealed`() async throws {
        let reply = await api.call("POST", path, ["name": "cf", "kind": "cloudflare", "secret": "token-of-cf"])
        #expect(reply.status == 201)
        #expect(reply["has_secret"] == true)
        for suffix in ["", "/cf"] { #expect(!(await api.call("GET", path + suffix).text.contains("token-of-cf"))) }
        let record = try #require(api.follower.snapshot?.dnsProviders["cf"]?.value)
        let sealed = try #require(record.sealedSecret.flatMap { Base64URL.decode($0) })
        let plain = try TaggedSealer().open(sealed, purpose: record.sealingPurpose)
        #expect(String(decoding: plain, as: UTF8.self) == "token-of-cf")
        let changed = await api.call("PUT", "\(path)/cf", ["ttl": 120])
        #expect(changed["ttl"] == 120 && changed["has_secret"] == true)
        #expect(await api.call("PUT", "\(path)/cf", ["secret": .null]).pointers == ["/secret"])
    }

    @Test(
        arguments: [
            (["kind": "cloudflare"], "/secret"), (["kind": "rfc2136", "key_name": "k"], "/secret"),
            (["kind": "webhook"], "/url"), (["kind": "exec"], "/command"),
            (["kind": "exec", "command": "../x"], "/command"), (["kind": "bind"], "/kind"),
            (["kind": "rfc2136", "secret": ""], "/secret"), (["kind": "rfc2136", "secret": 1], "/secret"),
        ] as [(JSONObject, String)])
    func `refuses what could publish nothing`(members: JSONObject, pointer: String) async {
        var body = members
        body.append("name", "p")
        #expect(await api.call("POST", path, .object(body)).pointers == [pointer])
    }

    @Test func `a provider in use is not forgotten, and no token touches one`() async throws {
        _ = await api.call("POST", path, ["name": "zone", "kind": "rfc2136"])
        _ = await api.call(
            "POST", "/api/v1/certificates",
            ["cert_name": "c", "domain": "*.example.com", "dns_provider": "zone"])
        #expect(await api.call("DELETE", "\(path)/zone")["certificates"] == ["c"])
        #expect(await api.call("GET", path, as: try await api.token("one")).status == 403)
        _ = await api.call("DELETE", "/api/v1/certificates/c")
        #expect(await api.call("DELETE", "\(path)/zone").status == 200)
        #expect(await api.call("GET", "\(path)/zone").status == 404)
    }
}
