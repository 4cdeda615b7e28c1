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
            (["kind": "rfc2136", "secret": "c2VjcmV0"], "/secret"),
            (["kind": "rfc2136", "key_name": "k", "secret": "no base64"], "/secret"),
            (["kind": "rfc2136", "key_name": "k", "secret": "c2V=cmV0"], "/secret"),
            (["kind": "rfc2136", "key_name": "a..b", "secret": "c2VjcmV0"], "/key_name"),
            (["kind": "rfc2136", "key_algorithm": "hmac-md5"], "/key_algorithm"),
            (["kind": "rfc2136", "server": "ns1.example.com"], "/server"),
            (["kind": "rfc2136", "server": "192.0.2.1:0"], "/server"),
            (["kind": "route53", "secret": "x"], "/access_key_id"),
            (["kind": "route53", "access_key_id": "AKID"], "/secret"),
            (["kind": "hetzner"], "/secret"), (["kind": "digitalocean"], "/secret"),
        ] as [(JSONObject, String)])
    func `refuses what could publish nothing`(members: JSONObject, pointer: String) async {
        var body = members
        body.append("name", "p")
        #expect(await api.call("POST", path, .object(body)).pointers == [pointer])
    }

    @Test func `the credential that is needed is named, and checked when it changes`() async {
        let lacking = await api.call("POST", path, ["name": "ns", "kind": "rfc2136", "key_name": "update-key"])
        #expect(lacking.text.contains("the secret of the TSIG key 'update-key', in base64"))
        let made = await api.call(
            "POST", path, ["name": "ns", "kind": "rfc2136", "key_name": "update-key", "secret": "c2VjcmV0"])
        #expect(made.status == 201)
        #expect(await api.call("PUT", "\(path)/ns", ["secret": "not base64!"]).pointers == ["/secret"])
        #expect(await api.call("PUT", "\(path)/ns", ["server": "[2001:db8::1]:5353"]).status == 200)
        #expect(await api.call("PUT", "\(path)/ns", ["secret": "b3RoZXI9"]).status == 200)
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
